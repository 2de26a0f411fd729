// The limits from the option to the stored span and the metric, through the attempt that both receivers use.

import { TRUNCATED_KEY } from '@throughline/model/limits/apply-limits';
import { DEFAULT_SPAN_LIMITS } from '@throughline/model/limits/span-limits';
import { silentLogger } from '@throughline/storage/contract/logger';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { requestJson, spanJson } from '../testing/otlp-requests.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { beginExport } from './export-traces.ts';
import { createSpanLimiter } from './limit-spans.ts';

const LIMITS = { ...DEFAULT_SPAN_LIMITS, maxValueBytes: 10, maxSpansPerRequest: 2 };

const attributes = [
  { key: 'a', value: { stringValue: 'x'.repeat(11) } },
  { key: 'b', value: { stringValue: 'x'.repeat(10) } },
];

function newReceiver() {
  const store = createRecordingSink();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const limiter = createSpanLimiter(LIMITS, metrics.limited);
  const context = { store, metrics: metrics.ingest, logger: silentLogger, limiter };
  const send = async (...spans: readonly Record<string, unknown>[]) => {
    const attempt = beginExport(context, 'otlp_http', 'id');
    const outcome = await attempt.append(
      Buffer.from(JSON.stringify(requestJson(...spans))),
      'json',
    );
    attempt.succeed(outcome);
    return outcome;
  };
  return { store, metrics, send };
}

describe('a receiver with limits', () => {
  it('stores what was cut with its mark, and counts it', async () => {
    const { store, metrics, send } = newReceiver();
    const outcome = await send(spanJson('long', { attributes }), spanJson('short'));
    expect(outcome).toEqual({ acceptedSpans: 2, rejectedSpans: 0, message: '' });
    const [batch] = store.batches;
    expect(batch?.attributes.at(0)).toEqual([
      { key: TRUNCATED_KEY, value: { type: 'string', value: 'a (11 bytes)' } },
      { key: 'a', value: { type: 'string', value: 'x'.repeat(10) } },
      { key: 'b', value: { type: 'string', value: 'x'.repeat(10) } },
    ]);
    expect(batch?.attributes.at(1)).toEqual([]);
    const text = await metrics.render();
    expect(text).toContain('throughline_ingest_limited_total{limit="value"} 1');
    expect(text).not.toContain('limit="events"');
  });

  it('tells the sender of spans that one request may not bring', async () => {
    const { store, metrics, send } = newReceiver();
    const outcome = await send(spanJson('a'), spanJson('b'), spanJson('c'));
    expect(outcome).toEqual({
      acceptedSpans: 2,
      rejectedSpans: 1,
      message: '1 spans were rejected: one request may have 2',
    });
    expect(store.batches[0]?.rowCount).toBe(2);
    const text = await metrics.render();
    expect(text).toContain('throughline_ingest_limited_total{limit="spans"} 1');
    expect(text).toContain('throughline_ingest_spans_rejected_total{protocol="otlp_http"} 1');
  });
});
