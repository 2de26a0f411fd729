// Random traces and random queries against a real store, whose answers have to be those of the reference
// evaluator over the same spans. Each round has a time of its own in the store, and ids of its own.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { FindingName } from '@throughline/model/span/finding-name';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import { search, type TraceMatch } from '@throughline/traceql/eval/search';
import {
  type ArbitrarySpan,
  arbitrarySearch,
  arbitrarySpans,
  tracesJson,
} from '@throughline/traceql/eval/testing/arbitrary-search';
import type { FindingsOfTraces } from '@throughline/traceql/eval/trace';
import type { Query } from '@throughline/traceql/syntax/ast';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import fc from 'fast-check';
import type { SpanStore } from '../../contract/span-store.ts';
import type {
  FoundTrace,
  TraceOrder,
  TracePosition,
  TraceqlSearch,
} from '../../contract/traceql-store.ts';
import { foundTraceOf } from '../found-trace.ts';

export interface Round {
  readonly spans: readonly ArbitrarySpan[];
  /** Milliseconds between what the spans say are milliseconds: a trace may take an hour. */
  readonly stretch: number;
  /** By span: with which message it comes; some come again with another. */
  readonly messages: readonly number[];
  readonly again: readonly number[];
  /** By trace: what was found in it; undefined: it was not analysed. */
  readonly findings: readonly (readonly FindingName[] | undefined)[];
  readonly asked: readonly Asked[];
}

interface Asked {
  readonly text: string;
  readonly order: TraceOrder;
  readonly limit: number;
  readonly countAll: boolean;
}

const MAX_SPANS = 16;
const MESSAGES = 3;
const TRACES_PER_ROUND = 16;

/** Of a round: enough to be worth the inserts, and as few as one where that is enough to show what is wrong. */
const MAX_QUERIES = 20;

export const arbitraryRound: fc.Arbitrary<Round> = fc.record({
  spans: arbitrarySpans,
  stretch: fc.constantFrom(1, 1, 1_000, 100_000),
  messages: fc.array(fc.nat({ max: MESSAGES - 1 }), {
    minLength: MAX_SPANS,
    maxLength: MAX_SPANS,
  }),
  again: fc.array(fc.nat({ max: MAX_SPANS - 1 }), { maxLength: 2 }),
  findings: fc.array(
    fc.option(fc.subarray<FindingName>(['n-plus-one', 'long-gap', 'retry-storm']), {
      nil: undefined,
    }),
    { maxLength: TRACES_PER_ROUND },
  ),
  asked: fc.array(
    fc.record({
      text: arbitrarySearch,
      order: fc.constantFrom<TraceOrder>('start', 'start', 'start', 'duration', 'spans', 'errors'),
      limit: fc.constantFrom(2, 20, 20),
      countAll: fc.constantFrom(false, false, true),
    }),
    { minLength: 1, maxLength: MAX_QUERIES, size: 'max' },
  ),
});

const ROUND_MS = 3_600_000;
/** Of traces that are over soon. */
const SHORT_RANGE_MS = 60_000;
const MAX_SHORT_STRETCH = 1_000;
/** More than there are in the longest run. */
const MAX_ROUNDS = 2_000;
/** Mostly a round is newer than all before it, as data are; some are older. */
const OLDER_EVERY = 4;
const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 512 * 1024 ** 2 };

export interface Difference {
  readonly query: string;
  readonly expected: unknown;
  readonly got: unknown;
}

interface Stored {
  readonly batch: SpanBatch;
  readonly findings: FindingsOfTraces;
}

/** Numbers the rounds of one store. */
export class Rounds {
  pairs = 0;
  found = 0;
  count = 0;
  private readonly store: SpanStore;
  private readonly middleMs = Date.now() - MAX_ROUNDS * ROUND_MS;

  constructor(store: SpanStore) {
    this.store = store;
  }

  /** What is not as it should be; undefined: everything is. */
  async run(drawn: Round): Promise<Difference | undefined> {
    const { spans, stretch, messages, again, asked } = drawn;
    const round = ++this.count;
    const steps = round % OLDER_EVERY === 0 ? -round : round;
    const originMs = this.middleMs + steps * ROUND_MS;
    const rangeMs = stretch > MAX_SHORT_STRETCH ? ROUND_MS : SHORT_RANGE_MS;
    const placed = spans.map((span) => ({
      ...span,
      trace: round * TRACES_PER_ROUND + span.trace,
      startMs: span.startMs * stretch,
      durationMs: span.durationMs * stretch,
    }));
    for (let message = 0; message < MESSAGES; message++) {
      await this.append(
        placed.filter((_, at) => messages[at] === message),
        originMs,
      );
    }
    await this.append(
      again.flatMap((at) => placed[at] ?? []),
      originMs,
    );
    await this.store.drained();
    const findings = await this.save(drawn, round);
    const batch = new SpanBatch();
    decodeTracesJson(tracesJson(placed, originMs), batch, originMs);
    for (const question of asked) {
      const difference = await this.compare(question, { batch, findings }, round, {
        originMs,
        rangeMs,
      });
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  /** As the analysis would, of all traces that have spans. */
  private async save({ spans, findings }: Round, round: number): Promise<FindingsOfTraces> {
    const names = new Map<string, readonly FindingName[]>();
    for (const { trace } of spans) {
      const found = findings[trace];
      if (found === undefined) continue;
      names.set((round * TRACES_PER_ROUND + trace).toString(16).padStart(32, '0'), found);
    }
    const verdicts = [...names].map(([traceId, found]) => ({
      ...{ traceId, day: new Date().toISOString().slice(0, 10), startNs: 0n, spanCount: 1 },
      ...{ rootService: '', rootName: '', isUsual: false },
      findings: found.map((name) => ({
        ...{ name, service: '', operation: '', costNs: 0, spanCount: 1, sentence: '' },
      })),
    }));
    await this.store.verdicts.save({ verdicts, usual: [] });
    return names;
  }

  private async append(spans: readonly ArbitrarySpan[], originMs: number): Promise<void> {
    if (spans.length === 0) return;
    const json = tracesJson(spans, originMs);
    await this.store.append(1_000, (batch) => decodeTracesJson(json, batch, Date.now()));
  }

  private async compare(
    { text, order, limit, countAll }: Asked,
    stored: Stored,
    round: number,
    { originMs, rangeMs }: { readonly originMs: number; readonly rangeMs: number },
  ): Promise<Difference | undefined> {
    const query = parseAndCheck(withIdsOf(text, round));
    const expected = expectedTraces(query, stored, order);
    if (expected === undefined) return undefined;
    this.pairs++;
    this.found += expected.length === 0 ? 0 : 1;
    const startNs = BigInt(originMs) * 1_000_000n;
    const range = { startNs, endNs: startNs + BigInt(rangeMs) * 1_000_000n };
    const request = { query, range, order, limit, countAll, spansPerSpanset: 3, limits: LIMITS };
    const got = await this.allPages(request, expected.length);
    if ('wrong' in got) return { query: text, expected: expected.length, got: got.wrong };
    const [wanted, told] = [expected, got.traces].map(readable);
    return wanted === told ? undefined : { query: text, expected: wanted, got: told };
  }

  private async allPages(
    request: TraceqlSearch,
    expectedCount: number,
  ): Promise<{ traces: FoundTrace[] } | { wrong: unknown }> {
    const traces: FoundTrace[] = [];
    let after: TracePosition | undefined;
    do {
      const progress: FoundTrace[] = [];
      const page = await this.store.traceql.search(
        after === undefined ? request : { ...request, after },
        undefined,
        (found) => progress.push(...found),
      );
      traces.push(...page.traces);
      const { total, next, incomplete } = page;
      const isTotalWrong = total.isExact
        ? total.count !== expectedCount
        : total.count > expectedCount;
      if (isTotalWrong || incomplete !== undefined) return { wrong: { total, incomplete } };
      if (readable(progress) !== readable(page.traces)) return { wrong: { progress } };
      after = next;
    } while (after !== undefined && traces.length <= expectedCount);
    return { traces };
  }
}

/** Queries speak of trace 1 and 2. */
function withIdsOf(text: string, round: number): string {
  return text.replace(
    /(trace:id (?:=|!=|<|<=|>|>=) )"0*([0-9])"/g,
    (_, before: string, trace: string) =>
      `${before}"${(round * TRACES_PER_ROUND + Number(trace)).toString(16)}"`,
  );
}

/** Undefined for what the evaluator refuses. */
function expectedTraces(
  query: Query,
  { batch, findings }: Stored,
  order: TraceOrder,
): FoundTrace[] | undefined {
  let matches: TraceMatch[];
  try {
    matches = search(query, batch, findings);
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
  const fields = requestedFields(query);
  const traces = matches.map(({ trace, spansets }) => foundTraceOf(trace, spansets, fields, 3));
  const valueIn = (trace: FoundTrace): bigint => {
    switch (order) {
      case 'start':
        return trace.startNs;
      case 'duration':
        return trace.endNs - trace.startNs;
      case 'spans':
        return BigInt(trace.spanCount);
      case 'errors':
        return BigInt(trace.errorCount);
    }
  };
  return traces.sort((a, b) => {
    const difference = valueIn(b) - valueIn(a);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
    return a.traceId < b.traceId ? 1 : -1;
  });
}

function readable(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item: unknown) => (typeof item === 'bigint' || typeof item === 'number' ? `${item}` : item),
    1,
  );
}
