// A listener of Tempo's API over a store whose answers a test decides, and found traces to answer with.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type {
  FoundTrace,
  TraceqlSearchAnswer,
  TraceqlStore,
} from '@throughline/storage/contract/traceql-store';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { TEST_NOW_NS, TEST_QUERY_LIMITS, traceqlWith } from '../../http/testing/create-test-app.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import type { TempoDependencies } from '../tempo-dependencies.ts';
import { createTempoListener } from '../tempo-listener.ts';

export const NOTHING_READ = { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 };

export async function startTempo(
  traceql: Partial<TraceqlStore> = {},
  others: Partial<Omit<TempoDependencies, 'store'>> & { trace?: SpanBatch } = {},
) {
  const { trace, ...rest } = others;
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const listener = await createTempoListener(
    { host: '127.0.0.1', port: 0 },
    {
      store: { trace: async () => trace, traceql: traceqlWith(traceql) },
      metrics,
      logger: pino({ level: 'silent' }),
      version: '0.0.0-test',
      host: '127.0.0.1',
      limits: TEST_QUERY_LIMITS,
      readiness: async () => ({ ready: true, reasons: [] }),
      nowNs: () => TEST_NOW_NS,
      ...rest,
    },
  );
  await listener.start();
  onTestFinished(() => listener.stop(0));
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${listener.url}${path}`, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    const type = response.headers.get('content-type');
    return { status: response.status, type, bytes, text: bytes.toString(), response };
  };
  return { listener, metrics, get, url: listener.url };
}

export function foundTrace(id: number, more: Partial<FoundTrace> = {}): FoundTrace {
  return {
    traceId: id.toString(16).padStart(32, '0'),
    startNs: 1_000_000_000n,
    endNs: 1_001_999_999n,
    rootService: 'shop',
    rootName: 'checkout',
    hasRoot: true,
    spanCount: 2,
    errorCount: 0,
    services: [{ name: 'shop', spanCount: 2, errorCount: 0 }],
    spansets: [
      {
        matched: 1,
        attributes: [],
        spans: [
          {
            spanId: '00000000000000ab',
            name: 'pay',
            service: 'shop',
            startNs: 1_000_000_000n,
            durationNs: 5n,
            fields: [
              ['span.http.method', { type: 'string', value: 'GET' }],
              ['duration', { type: 'duration', value: 5n }],
              ['status', { type: 'status', value: 'error' }],
            ],
          },
        ],
      },
    ],
    ...more,
  };
}

export function answerWith(traces: readonly FoundTrace[]): TraceqlSearchAnswer {
  return { traces, total: { count: traces.length, isExact: true }, statistics: NOTHING_READ };
}
