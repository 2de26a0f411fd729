import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToUtf8 } from '../base/utf8.ts';
import { SpanBatch } from '../batch/span-batch.ts';
import { FuzzRandom } from '../fuzz/fuzz-random.ts';
import { generateTraces } from '../fuzz/generate-traces.ts';
import { jsonSeed, mutateJson } from '../fuzz/mutate-json.ts';
import { decodeTracesJsonBytes } from './json-bytes-decode.ts';
import { decodeTracesJson } from './json-decode.ts';
import { encodeTraceJson } from './json-encode.ts';
import { arbitraryTraces } from './testing/arbitrary-traces.ts';
import { FULL_TRACE } from './testing/full-trace.ts';

const RECEIVED_MS = 1_700_000_000_000;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Whether the bytes were taken; when they were, they have to be what JSON.parse makes of them. */
function isTaken(bytes: Uint8Array): boolean {
  const batch = new SpanBatch();
  const outcome = decodeTracesJsonBytes(bytes, batch, RECEIVED_MS);
  if (outcome === undefined) {
    expect(batch.rowCount).toBe(0);
    expect(batch.attributes.strings.ends.length).toBe(0);
    return false;
  }
  const expected = new SpanBatch();
  const text = strictUtf8.decode(bytes);
  expect(outcome).toEqual(decodeTracesJson(JSON.parse(text), expected, RECEIVED_MS));
  expect(encodeTraceJson(batch)).toBe(encodeTraceJson(expected));
  expect(batch.receivedMs.unsignedNumberAt(0)).toBe(expected.receivedMs.unsignedNumberAt(0));
  return true;
}

const span = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };

function withSpan(fields: object): Uint8Array {
  const spans = [{ ...span, ...fields }];
  return textToUtf8(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
}

describe('OTLP JSON by its bytes', () => {
  it('takes what exporters send, however it is spaced', () => {
    const usual = { ...span, name: 'GET /', kind: 3, startTimeUnixNano: '1763639400123456789' };
    const attributes = [
      { key: 'a', value: { stringValue: 'line\nand "quote" \u00fc' } },
      { key: 'b', value: { intValue: '-9007199254740993' } },
      { key: 'c', value: { intValue: 200 } },
      { key: 'd', value: { boolValue: true } },
      { key: 'e', value: { doubleValue: 0.5 } },
      { key: 'f', value: { arrayValue: { values: [{ stringValue: ']"' }] } } },
    ];
    const events = [{ timeUnixNano: '1763639400123456790', name: 'exception', attributes }];
    const links = [{ ...span, attributes, flags: 1 }];
    const traces = {
      resourceSpans: [
        {
          resource: { attributes },
          scopeSpans: [
            {
              spans: [
                { ...usual, attributes, events, links, status: { code: 2, message: 'no' } },
                { ...usual, parentSpanId: '', endTimeUnixNano: '1863639400999999999' },
                { ...usual, parentSpanId: 'EEE19B7EC3C1B174', flags: 257, traceState: 'a=b' },
              ],
              scope: { name: 'http', version: '1' },
              schemaUrl: 'https://opentelemetry.io/schemas/1.26.0',
            },
          ],
          schemaUrl: 'https://opentelemetry.io/schemas/1.26.0',
        },
        { scopeSpans: [{ spans: [usual] }] },
      ],
    };
    expect(isTaken(textToUtf8(JSON.stringify(traces)))).toBe(true);
    expect(isTaken(textToUtf8(JSON.stringify(traces, null, 2)))).toBe(true);
  });

  it.each([
    ['0', '999999999', '1000000000', '4294967296', '65536000000000'],
    ['999999999999999999', '1999999999999999999', '1844674407370955161'],
  ])('reads integers of any length: %s …', (...numbers) => {
    for (const startTimeUnixNano of numbers)
      expect(isTaken(withSpan({ startTimeUnixNano }))).toBe(true);
  });

  it.each<[string, object]>([
    ['an unknown field', { wanted: 1 }],
    ['null', { name: null }],
    ['an escape by code point', { name: '\u0001' }],
    ['an id of another width', { traceId: 'abc' }],
    ['zeros', { spanId: '0000000000000000' }],
    ['an enum by name', { kind: 'SPAN_KIND_SERVER' }],
    ['a fraction', { kind: 1.5 }],
    ['a time beyond 63 bits', { startTimeUnixNano: '18446744073709551615' }],
    ['a bad value', { attributes: [{ key: 'a', value: { intValue: 'x' } }] }],
    ['an attribute without a value', { attributes: [{ key: 'a' }] }],
  ])('leaves %s to the decoder of all of JSON', (_what, fields) => {
    expect(isTaken(withSpan(fields))).toBe(false);
  });

  it.each(['', '{', '{}x', '{"resourceSpans":[]}]', '{"resourceSpans":[],}', '[]', 'null'])(
    'leaves what is not the message: %s',
    (text) => {
      expect(decodeTracesJsonBytes(textToUtf8(text), new SpanBatch(), 0)).toBeUndefined();
    },
  );

  it('agrees with JSON.parse on random messages', () => {
    isTaken(textToUtf8(JSON.stringify(FULL_TRACE)));
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        isTaken(textToUtf8(JSON.stringify(traces)));
      }),
    );
  });

  it('agrees with JSON.parse on messages that were bent', () => {
    const random = new FuzzRandom(11);
    let taken = 0;
    for (let round = 0; round < 300; round++) {
      const [seed, donor] = [1, 2].map(() => jsonSeed(JSON.stringify(generateTraces(random))));
      if (seed === undefined || donor === undefined) continue;
      const bytes = mutateJson(random, seed, donor);
      if (isUtf8(bytes) && isTaken(bytes)) taken++;
    }
    expect(taken).toBeGreaterThan(10);
  });
});

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
