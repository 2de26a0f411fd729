// Where applications send spans, as seen from the reader's machine: the ports that are listened on, at the host this page
// came from, which the reader can reach.

import type { ListenerStatus } from '@throughline/model/api/status';

export const PROTOCOLS = ['otlp-http', 'otlp-grpc', 'jaeger', 'zipkin'] as const;
export type SendProtocol = (typeof PROTOCOLS)[number];

export const PROTOCOL_NAMES: Readonly<Record<SendProtocol, string>> = {
  'otlp-http': 'OTLP over HTTP',
  'otlp-grpc': 'OTLP over gRPC',
  jaeger: 'Jaeger',
  zipkin: 'Zipkin',
};

/** Each as host:port; undefined where nothing listens. */
export interface Addresses {
  readonly otlpHttp: string | undefined;
  readonly otlpGrpc: string | undefined;
  readonly jaegerHttp: string | undefined;
  readonly jaegerUdp: string | undefined;
  readonly zipkin: string | undefined;
}

export function addressesOf(listeners: readonly ListenerStatus[], pageHost: string): Addresses {
  const of = (name: string): string | undefined => {
    const listener = listeners.find((known) => known.name === name);
    const port = listener === undefined ? '' : new URL(listener.url).port;
    return port === '' ? undefined : `${pageHost}:${port}`;
  };
  return {
    otlpHttp: of('otlp-http'),
    otlpGrpc: of('otlp-grpc'),
    jaegerHttp: of('jaeger-http'),
    jaegerUdp: of('jaeger-compact'),
    zipkin: of('zipkin'),
  };
}
