// Parts of a trace against a real engine: its outline, the spans of one id, the spans that say a text.

import { ensureExists } from '@throughline/model/base/assert';
import { bytesToHex, hexToBytes } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import { beforeAll, expect, it } from 'vitest';
import type { SpanStore } from '../contract/span-store.ts';
import { openTestStore } from '../testing/open-test-store.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const OTHER_ID = 'f'.repeat(32);

const bytes = (hex: string): Uint8Array => ensureExists(hexToBytes(hex), hex);
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function span(at: number, more: object = {}): object {
  return {
    traceId: OTHER_ID,
    spanId: at.toString(16).padStart(16, '0'),
    name: `span ${at}`,
    startTimeUnixNano: String(BigInt(NOW_MS) * 1_000_000n + BigInt(at)),
    endTimeUnixNano: String(BigInt(NOW_MS) * 1_000_000n + BigInt(at) + 10n),
    ...more,
  };
}

let store: SpanStore;

beforeAll(async () => {
  store = await openTestStore();
  const spans = [
    span(1, { attributes: [text('a', 'The needle')] }),
    span(2, { status: { code: 2, message: 'no NEEDLE here' } }),
    span(3, { events: [{ name: 'log', attributes: [text('said', 'needles')] }] }),
    span(4, { attributes: [{ key: 'n', value: { intValue: '4711' } }] }),
    span(5, { attributes: [text('a', 'nothing')] }),
  ];
  const traces = {
    resourceSpans: [{ resource: { attributes: [text('host', 'h-1')] }, scopeSpans: [{ spans }] }],
  };
  for (const sent of [FULL_TRACE, traces, traces]) {
    await store.append(1, (batch) => decodeTracesJson(sent, batch, NOW_MS));
  }
  await store.drained();
});

it('has the outline of a trace in the order of the whole, with what places and names spans', async () => {
  const whole = ensureExists(await store.trace(bytes(TRACE_ID)), 'the trace');
  const outline = ensureExists(await store.traceParts.outline(bytes(TRACE_ID), 100), 'its outline');
  expect(outline.spanCount).toBe(whole.rowCount);
  const told = ({ batch }: { readonly batch: typeof whole }) =>
    Array.from({ length: batch.rowCount }, (_, row) => [
      bytesToHex(batch.spanId.at(row)),
      bytesToHex(batch.parentSpanId.at(row)),
      batch.name.textAt(row),
      batch.serviceNameAt(row),
      batch.kind.at(row),
      batch.statusCode.at(row),
      batch.startNs.unsignedAt(row),
      batch.durationNs.signedAt(row),
      batch.events.ends.at(row),
      batch.links.ends.at(row),
    ]);
  expect(told(outline)).toEqual(told({ batch: whole }));
  expect(outline.batch.attributes.strings.endOf(whole.rowCount - 1)).toBe(0);
});

it('ends an outline where it is told to, and says how many spans there are, copies too', async () => {
  const outline = ensureExists(await store.traceParts.outline(bytes(OTHER_ID), 2), 'its outline');
  expect(outline.batch.rowCount).toBe(2);
  expect(outline.spanCount).toBe(10);
  expect(await store.traceParts.outline(bytes('1'.repeat(32)), 2)).toBeUndefined();
  expect(await store.traceParts.spanCount(bytes('1'.repeat(32)))).toBe(0);
});

it('has all of the spans of one id', async () => {
  const batch = await store.traceParts.spans(bytes(OTHER_ID), bytes('0000000000000003'));
  expect(batch?.rowCount).toBe(1);
  expect(batch?.name.textAt(0)).toBe('span 3');
  expect(await store.traceParts.spans(bytes(OTHER_ID), bytes('ffffffffffffffff'))).toBeUndefined();
});

it.each([
  ['needle', [1, 2, 3]],
  ['471', [4]],
  ['H-1', [1, 2, 3, 4, 5]],
  ['%', []],
])('finds the spans that say %s', async (wanted, found) => {
  const search = { text: wanted, maxSpans: 100 };
  const { spanIds, matched } = await store.traceParts.spansWithText(bytes(OTHER_ID), search);
  const ids = Array.from({ length: spanIds.length / SPAN_ID_BYTES }, (_, at) =>
    Number.parseInt(bytesToHex(spanIds.subarray(at * SPAN_ID_BYTES, (at + 1) * SPAN_ID_BYTES)), 16),
  );
  expect(ids).toEqual(found);
  expect(matched).toBe(found.length);
});
