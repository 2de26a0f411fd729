// The part of jaeger-client that tests use; it brings no types of its own.

declare module 'jaeger-client' {
  import type { Tracer } from 'opentracing';

  export interface JaegerTracer extends Tracer {
    /** Calls back when everything that was finished has been sent. */
    close(done: () => void): void;
  }

  export interface TracingConfig {
    readonly serviceName: string;
    readonly sampler: {
      readonly type: string;
      /** Of a remote sampler: the share until it was told one. */
      readonly param: number;
      readonly hostPort?: string;
      readonly refreshIntervalMs?: number;
    };
    readonly traceId128bit?: boolean;
    readonly reporter: {
      readonly agentHost?: string;
      readonly agentPort?: number;
      readonly collectorEndpoint?: string;
    };
  }

  export function initTracer(
    config: TracingConfig,
    options: { readonly tags?: Readonly<Record<string, string>>; readonly logger?: object },
  ): JaegerTracer;
}
