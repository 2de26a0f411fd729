// A small trace with every oddity that reading must take: a parent that never came, a span that ends
// before it starts, an event before the trace began, two spans under one id. Rows by start time.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';

export const ODD_TRACE_ID = '0000000000000000' + '00000000000000ab';

/** When the fixture was received, and when its first span started. */
export const RECEIVED_MS = 1_769_860_800_500;
export const START_NS = 1_769_860_800_000_000_000n;

function span(
  id: string,
  parent: string,
  startOffsetNs: number,
  durationNs: number,
  extra: object,
) {
  return {
    traceId: ODD_TRACE_ID,
    spanId: id.repeat(8),
    parentSpanId: parent.repeat(8),
    startTimeUnixNano: String(START_NS + BigInt(startOffsetNs)),
    endTimeUnixNano: String(START_NS + BigInt(startOffsetNs + durationNs)),
    ...extra,
  };
}

function resource(service: string, spans: readonly object[]) {
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    schemaUrl: 'https://example.com/resource',
    scopeSpans: [{ scope: { name: 'hand', version: '1' }, spans }],
  };
}

export const ODD_TRACE_JSON = {
  resourceSpans: [
    resource('gateway', [
      span('01', '', 0, 1000, {
        name: 'GET /',
        kind: 2,
        attributes: [{ key: 'big', value: { intValue: '9007199254740993' } }],
        events: [{ timeUnixNano: String(START_NS - 5n), name: 'early' }],
      }),
    ]),
    resource('cart', [
      span('02', '01', 100, 500, { name: 'SELECT', kind: 3, status: { code: 2 } }),
      span('03', 'ff', 200, -50, {
        name: 'orphan',
        links: [{ traceId: ODD_TRACE_ID, spanId: '01'.repeat(8) }],
      }),
      span('02', '01', 300, 1200, { name: 'SELECT', kind: 3 }),
    ]),
  ],
};

export function oddTrace(): SpanBatch {
  const batch = new SpanBatch();
  const { rejectedSpans, message } = decodeTracesJson(ODD_TRACE_JSON, batch, RECEIVED_MS);
  if (rejectedSpans !== 0) throw new Error(message);
  return batch;
}
