// Random traces for properties: parents anywhere (also later, missing, themselves, in circles), ids that
// repeat, times in any order, kinds, links, errors and statements, over few services and names.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import fc from 'fast-check';

const TRACE_ID = '1'.padStart(32, '0');
const T0_NS = 1_700_000_000_000_000_000n;

const arbitrarySpan = fc.record({
  /** Mostly a span before it, as in life. */
  parent: fc.oneof(
    { weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 2, 3) },
  ),
  sameIdAsBefore: fc.oneof({ weight: 15, arbitrary: fc.constant(false) }, fc.constant(true)),
  service: fc.nat(3),
  name: fc.nat(4),
  kind: fc.nat(5),
  start: fc.nat(60),
  duration: fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, fc.constant(-5)),
  error: fc.boolean(),
  link: fc.option(fc.nat(20), { freq: 8 }),
  statement: fc.option(fc.constantFrom('SELECT 1', 'SELECT 2', 'UPDATE x'), { freq: 3 }),
});

type RandomSpan = typeof arbitrarySpan extends fc.Arbitrary<infer T> ? T : never;

/** Milliseconds are the unit, so that clocks and tolerances matter. */
export const arbitraryTrace: fc.Arbitrary<SpanBatch> = fc
  .array(arbitrarySpan, { minLength: 1, maxLength: 40 })
  .map(toBatch);

function idOf(number: number): string {
  return number.toString(16).padStart(16, '0');
}

function toBatch(spans: readonly RandomSpan[]): SpanBatch {
  const batch = new SpanBatch();
  spans.forEach((span, at) => {
    const number = span.sameIdAsBefore && at > 0 ? at : at + 1;
    const attributes =
      span.statement === null
        ? []
        : [
            { key: 'db.system.name', value: { stringValue: 'postgresql' } },
            { key: 'db.query.text', value: { stringValue: span.statement } },
          ];
    const message = {
      traceId: TRACE_ID,
      spanId: idOf(number),
      parentSpanId: parentId(span.parent, at, spans.length),
      name: `op-${span.name}`,
      kind: span.kind,
      startTimeUnixNano: String(T0_NS + BigInt(span.start * 1e6)),
      endTimeUnixNano: String(T0_NS + BigInt((span.start + span.duration) * 1e6)),
      status: { code: span.error ? 2 : 0 },
      attributes,
      links: span.link === null ? [] : [{ traceId: TRACE_ID, spanId: idOf(span.link + 1) }],
    };
    const resource = {
      attributes: [{ key: 'service.name', value: { stringValue: `service-${span.service}` } }],
    };
    decodeTracesJson(
      { resourceSpans: [{ resource, scopeSpans: [{ spans: [message] }] }] },
      batch,
      0,
    );
  });
  return batch;
}

function parentId(parent: number, at: number, count: number): string {
  if (parent === -1 || (at === 0 && parent <= 1)) return '';
  if (parent === 2) return idOf(count + 7);
  if (parent === 3) return idOf(((at + 3) % count) + 1);
  return idOf(Math.min(Math.floor(parent * at), at - 1) + 1);
}
