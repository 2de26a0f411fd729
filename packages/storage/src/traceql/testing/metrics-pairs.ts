// Random traces and random metrics queries against a real store, whose series have to be those of the reference
// evaluator over the same spans, exemplars included.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { evaluateMetrics } from '@throughline/traceql/eval/metrics/evaluate-metrics';
import { instantGrid, rangeGrid, type TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import { arbitraryMetrics } from '@throughline/traceql/eval/testing/arbitrary-metrics';
import {
  type ArbitrarySpan,
  arbitrarySpans,
  tracesJson,
} from '@throughline/traceql/eval/testing/arbitrary-search';
import { valueKey } from '@throughline/traceql/eval/value';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import fc from 'fast-check';
import type { SpanStore } from '../../contract/span-store.ts';

export interface MetricsRound {
  readonly spans: readonly ArbitrarySpan[];
  /** Milliseconds between what the spans say are milliseconds: a trace may take an hour. */
  readonly stretch: number;
  /** By span: with which message it comes; some come again with another. */
  readonly messages: readonly number[];
  readonly again: readonly number[];
  readonly asked: readonly AskedMetrics[];
}

interface AskedMetrics {
  readonly text: string;
  /** In what the spans say are milliseconds, from their earliest on. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Undefined: an instant. */
  readonly stepMs: number | undefined;
  readonly exemplars: number;
}

const MAX_SPANS = 16;
const MESSAGES = 3;

const arbitraryAsked: fc.Arbitrary<AskedMetrics> = fc.record({
  text: arbitraryMetrics,
  firstMs: fc.integer({ min: -1, max: 2 }),
  lastMs: fc.integer({ min: 3, max: 6 }),
  stepMs: fc.constantFrom(1, 2, 3, undefined),
  exemplars: fc.constantFrom(0, 100),
});

export function arbitraryMetricsRound(queries: number): fc.Arbitrary<MetricsRound> {
  return fc.record({
    spans: arbitrarySpans,
    stretch: fc.constantFrom(1, 1, 1_000, 100_000),
    messages: fc.array(fc.nat({ max: MESSAGES - 1 }), {
      minLength: MAX_SPANS,
      maxLength: MAX_SPANS,
    }),
    again: fc.array(fc.nat({ max: MAX_SPANS - 1 }), { maxLength: 2 }),
    asked: fc.array(arbitraryAsked, { minLength: queries, maxLength: queries }),
  });
}

const ROUND_MS = 3_600_000;
const TRACES_PER_ROUND = 16;
const NS_PER_MS = 1_000_000n;
const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 512 * 1024 ** 2 };
/** Sums of doubles depend in their last bits on the order of what is added. */
const DIGITS = 12;

export interface MetricsDifference {
  readonly query: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Numbers the rounds of one store. */
export class MetricsRounds {
  pairs = 0;
  found = 0;
  private readonly store: SpanStore;
  private readonly firstMs = Date.now() - 2 * ROUND_MS;
  private count = 0;

  constructor(store: SpanStore) {
    this.store = store;
  }

  /** What is not as it should be; undefined: everything is. */
  async run(round: MetricsRound): Promise<MetricsDifference | undefined> {
    const { spans, stretch, messages, again, asked } = round;
    const number = ++this.count;
    const originMs = this.firstMs - number * ROUND_MS;
    const placed = spans.map((span) => ({
      ...span,
      trace: number * TRACES_PER_ROUND + span.trace,
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
    const batch = new SpanBatch();
    decodeTracesJson(tracesJson(placed, originMs), batch, originMs);
    for (const question of asked) {
      const grid = gridOf(question, originMs, stretch);
      const difference = await this.compare(question, batch, grid);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  private async append(spans: readonly ArbitrarySpan[], originMs: number): Promise<void> {
    if (spans.length === 0) return;
    const json = tracesJson(spans, originMs);
    await this.store.append(1_000, (batch) => decodeTracesJson(json, batch, Date.now()));
  }

  private async compare(
    { text, exemplars }: AskedMetrics,
    batch: SpanBatch,
    grid: TimeGrid,
  ): Promise<MetricsDifference | undefined> {
    const query = parseAndCheck(text);
    const expected = unlessRefused(() => evaluateMetrics(query, batch, grid, exemplars));
    if (expected === undefined) return undefined;
    this.pairs++;
    this.found += expected.length === 0 ? 0 : 1;
    const request = { query, grid, exemplars, maxSeries: 1_000, limits: LIMITS };
    const { series, incomplete } = await this.store.traceql.metrics(request);
    if (incomplete !== undefined) return { query: text, expected: 'all', got: incomplete };
    const wanted = expected.map(({ labels, values, exemplars: own }) => ({
      labels,
      values,
      exemplars: own.map(({ startNs, ...one }) => ({
        ...one,
        timestampMs: Number(startNs / NS_PER_MS),
      })),
    }));
    const [one, other] = [wanted, series].map(readable);
    return one === other ? undefined : { query: text, expected: one, got: other };
  }
}

function gridOf(
  { firstMs, lastMs, stepMs }: AskedMetrics,
  originMs: number,
  stretch: number,
): TimeGrid {
  const at = (ms: number) => BigInt(originMs + ms * stretch) * NS_PER_MS;
  return stepMs === undefined
    ? instantGrid(at(firstMs), at(lastMs))
    : rangeGrid(at(firstMs), at(lastMs), BigInt(stepMs * stretch) * NS_PER_MS);
}

/** Undefined for what the evaluator refuses. */
function unlessRefused<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}

type Told = Awaited<ReturnType<SpanStore['traceql']['metrics']>>['series'];

/** A line for each series and each of its exemplars. */
function readable(series: unknown): string {
  return (series as Told)
    .flatMap(({ labels, values, exemplars }) => [
      `${labels.map(([name, value]) => `${name}=${valueKey(value)}`).join(' ')}: ${[...values].map(rounded).join(' ')}`,
      ...exemplars.map(
        ({ traceId, spanId, timestampMs, value, labels: own }) =>
          `  ${Number(`0x${traceId}`)}/${Number(`0x${spanId}`)} at ${timestampMs} is ${rounded(value)}: ${own.map(([name, one]) => `${name}=${valueKey(one)}`).join(' ')}`,
      ),
    ])
    .join('\n');
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(DIGITS)) + 0);
}
