// The server's traces of itself as the composition root holds them: with --self-traces the tracer, and
// the watchers of what comes in with spans of some of it; without, nothing is even loaded.

import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { Metrics } from '../telemetry/metrics.ts';
import { type IngestWatchers, type SelfTracer, traceIngest } from '../telemetry/self-traces.ts';

export interface SelfTraces {
  readonly tracer: SelfTracer | undefined;
  readonly watchers: IngestWatchers;
  close(): Promise<void>;
}

export interface SelfTracesOptions {
  readonly isOn: boolean;
  readonly version: string;
  readonly metrics: Metrics;
  readonly append: SpanStore['append'];
}

export async function openSelfTraces(options: SelfTracesOptions): Promise<SelfTraces> {
  const { isOn, version, metrics, append } = options;
  if (!isOn) return { tracer: undefined, watchers: metrics, close: async () => {} };
  const { createSelfTracer } = await import('../telemetry/self-tracer.ts');
  const tracer = createSelfTracer({ version, append, count: metrics.selfSpans });
  return { tracer, watchers: traceIngest(metrics, tracer), close: () => tracer.close() };
}
