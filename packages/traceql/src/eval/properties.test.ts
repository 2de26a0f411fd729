// The evaluator against what must hold for any traces and any query, and its structural operators against their
// definitions, span by span.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, parseAndCheck } from '../check/check.ts';
import { isMetrics, type Relation } from '../syntax/ast.ts';
import { parse } from '../syntax/parse.ts';
import { print } from '../syntax/print.ts';
import { arbitraryQuery } from '../syntax/testing/arbitrary-query.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';
import { evaluateMetrics } from './metrics/evaluate-metrics.ts';
import { instantGrid } from './metrics/time-grid.ts';
import { relatedTo } from './relations.ts';
import { search } from './search.ts';
import { arbitraryMetrics } from './testing/arbitrary-metrics.ts';
import {
  type ArbitrarySpan,
  arbitrarySearch,
  arbitrarySpans,
  tracesJson,
} from './testing/arbitrary-search.ts';
import { type Trace, tracesOf } from './trace.ts';

interface DrawnSpan {
  readonly trace: number;
  readonly id: number;
  readonly parent: number;
  readonly start: number;
  readonly value: unknown;
}

const attributeValue = fc.constantFrom<unknown>(
  { intValue: '1' },
  { intValue: '500' },
  { doubleValue: 0.5 },
  { stringValue: 'GET' },
  { boolValue: true },
  { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }] } },
  { arrayValue: { values: [] } },
  {},
);

/** Few ids, so that spans find their parents, and some are twins, orphans or in circles. */
const drawnSpans = fc.array(
  fc.record({
    trace: fc.integer({ min: 1, max: 2 }),
    id: fc.integer({ min: 1, max: 9 }),
    parent: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10 })),
    start: fc.nat({ max: 5 }),
    value: attributeValue,
  }),
  { maxLength: 12 },
);

const INSTANT = instantGrid(0n, 10_000_000n);

const RUNS = 500;

/** A machine may be busy. */
const TIMEOUT_MS = 60_000;

function batchOf(spans: readonly DrawnSpan[]): SpanBatch {
  const batch = new SpanBatch();
  const json = spans.map(({ trace, id, parent, start, value }) => ({
    traceId: String(trace).padStart(32, '0'),
    spanId: String(id).padStart(16, '0'),
    parentSpanId: parent === 0 ? '' : String(parent).padStart(16, '0'),
    name: `span ${id}`,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + id),
    attributes: [{ key: 'a', value }],
    events: [{ name: 'e', timeUnixNano: String(start), attributes: [{ key: 'a', value }] }],
  }));
  decodeTracesJson({ resourceSpans: [{ scopeSpans: [{ spans: json }] }] }, batch, 0);
  return batch;
}

/** A span and its relations as the language describes them: only what hangs on a root is connected. */
function isRelated(trace: Trace, relation: Relation, left: number, right: number): boolean {
  const { spanIds, parentIds } = trace;
  const isUnique = (id: string) => spanIds.filter((other) => other === id).length === 1;
  const parentOf = (span: number): number => {
    const parentId = parentIds[span] ?? '';
    return isUnique(parentId) ? spanIds.indexOf(parentId) : -1;
  };
  const ancestorsOf = (span: number): number[] => {
    const found: number[] = [];
    for (let at = parentOf(span); at >= 0 && !found.includes(at); at = parentOf(at)) found.push(at);
    return found;
  };
  const isConnected = (span: number) => {
    const way = [span, ...ancestorsOf(span)];
    return way.every((at) => isUnique(spanIds[at] ?? '')) && parentIds[way.at(-1) ?? 0] === '';
  };
  if (!isConnected(left) || !isConnected(right)) return false;
  switch (relation) {
    case '>':
      return parentOf(right) === left;
    case '<':
      return parentOf(left) === right;
    case '>>':
      return ancestorsOf(right).includes(left);
    case '<<':
      return ancestorsOf(left).includes(right);
    case '~':
      return left !== right && parentOf(left) === parentOf(right);
  }
}

describe('structural operators', () => {
  it('are their definitions', () => {
    const relation = fc.constantFrom<Relation>('>', '<', '>>', '<<', '~');
    fc.assert(
      fc.property(drawnSpans, relation, fc.bigInt({ min: 0n, max: 4095n }), (spans, kind, bits) => {
        for (const trace of tracesOf(batchOf(spans))) {
          const all = trace.rows.map((_, span) => span);
          const set = new Set(all.filter((span) => (bits >> BigInt(span)) % 2n === 1n));
          const expected = all.map((right) =>
            [...set].some((left) => isRelated(trace, kind, left, right)) ? 1 : 0,
          );
          expect([...relatedTo(trace.nestedSet, kind, set)]).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('any query over any traces', () => {
  it(
    'is answered, or refused with a reason, and the same in any order of the spans',
    () => {
      let found = 0;
      fc.assert(
        fc.property(fc.oneof(arbitrarySearch, arbitraryMetrics), arbitrarySpans, (text, spans) => {
          const query = parseAndCheck(text);
          const answer = (ordered: readonly ArbitrarySpan[]): unknown[] => {
            const batch = new SpanBatch();
            decodeTracesJson(tracesJson(ordered, 1), batch, 0);
            try {
              if (isMetrics(query.body)) return evaluateMetrics(query, batch, INSTANT);
              return search(query, batch).map(({ trace, spansets }) => [trace.id, spansets]);
            } catch (error) {
              if (error instanceof TraceqlError && error.stage === 'evaluate')
                return [error.message];
              throw error;
            }
          };
          const expected = answer(spans);
          found += expected.length;
          expect(answer(spans.toReversed())).toEqual(expected);
        }),
        { numRuns: RUNS },
      );
      // The queries and the traces speak of the same things.
      expect(found).toBeGreaterThan(RUNS / 4);
    },
    TIMEOUT_MS,
  );

  it('that parses is checked and evaluated without a fault of ours', () => {
    fc.assert(
      fc.property(arbitraryQuery, drawnSpans, (query, spans) => {
        if (check(query).length > 0) return;
        try {
          if (isMetrics(query.body)) evaluateMetrics(query, batchOf(spans), INSTANT);
          else search(query, batchOf(spans));
        } catch (error) {
          expect(error).toBeInstanceOf(TraceqlError);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('finds exactly one of a condition and its negation', () => {
    const conditions = [
      '.a = 1',
      '.a != 1',
      '.a > 0.1',
      '.a = nil',
      'name =~ "span [1-4]"',
      'event.a = 1',
    ];
    fc.assert(
      fc.property(drawnSpans, fc.constantFrom(...conditions), (spans, condition) => {
        const batch = batchOf(spans);
        const count = (query: string) =>
          search(parse(query), batch)
            .flatMap(({ spansets }) => spansets)
            .reduce((total, set) => total + set.spans.length, 0);
        expect(count(`{ ${condition} }`) + count(`{ !(${condition}) }`)).toBe(spans.length);
      }),
    );
  });

  it('means the same as what is printed of it', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const printed = parse(print(query));
        expect(check(printed).map(({ message }) => message)).toEqual(
          check(query).map(({ message }) => message),
        );
      }),
    );
  });
});
