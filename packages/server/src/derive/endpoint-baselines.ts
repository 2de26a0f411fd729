// What is usual for an endpoint, around the time of the trace that is looked at: what the background analysis keeps
// of the day before and the hour itself. Where that is of too few traces, it is learned on request from traces
// of the same root, half of them the newest, half from the day before the last hour, so that a fault that goes on
// does not become what is usual within its first hour. Either is remembered for a minute.

import {
  type EndpointBaseline,
  emptyBaseline,
  isOfEndpoint,
  MIN_TRACES,
} from '@throughline/analysis/baseline/endpoint-baseline';
import { addToBaseline, withoutTrace } from '@throughline/analysis/baseline/subtract-baseline';
import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import { operationOf, serviceOf, type Trace } from '@throughline/analysis/trace/trace';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { QueryLimits, TimeRange } from '@throughline/storage/contract/traceql-store';
import type { VerdictStore } from '@throughline/storage/contract/verdict-store';
import { readKept } from './kept-baselines.ts';
import { readSomeTraces } from './read-some-traces.ts';

/** Of each half: enough for a 95th percentile, and read in about a second. */
const MAX_SAMPLE_TRACES = 60;

/** Of each half: what can be analysed in a fraction of a second. */
const MAX_SAMPLE_SPANS = 50_000;

/** As long as somebody waits who already sees the trace; what was read until then is what there is. */
const SAMPLE_TIMEOUT_MS = 5_000;

/** Of what is kept: as many as are read where it has fewer. */
const ENOUGH_KEPT = 2 * MAX_SAMPLE_TRACES;

const KEPT_MS = 60_000;

/** Of some 100 kB each. */
const MAX_KEPT = 64;

const HOUR_NS = 3_600_000_000_000n;
const BEFORE_NS = 24n * HOUR_NS;

/** Spans leave their services every few seconds: younger traces may not be whole. */
const SETTLED_AFTER_NS = 10_000_000_000n;

/** For what is asked beside the baseline: which address is whose. They are held in memory. */
const EXAMPLE_TRACES = 5;
const MAX_EXAMPLE_SPANS = 500;

export interface EndpointSample {
  readonly baseline: EndpointBaseline;
  readonly examples: readonly Trace[];
}

interface Learned extends EndpointSample {
  /** Whether the baseline was made of this trace, too. */
  has(trace: Trace): Promise<boolean>;
}

export interface BaselineSource {
  readonly store: SpanStore;
  readonly queryLimits: QueryLimits;
  nowNs(): bigint;
  /** What many traces have shown of clocks. */
  clockShifts(): readonly PairShift[];
}

export class EndpointBaselines {
  private readonly source: BaselineSource;
  private readonly kept = new Map<string, { untilMs: number; sample: Promise<Learned> }>();

  constructor(source: BaselineSource) {
    this.source = source;
  }

  /** Of the endpoint of the trace, without the trace itself. */
  async of(trace: Trace): Promise<EndpointSample> {
    const { baseline, examples, has } = await this.sampleOf(trace);
    const isOwn = await has(trace);
    return { examples, baseline: isOwn ? withoutTrace(baseline, trace) : baseline };
  }

  private sampleOf(trace: Trace): Promise<Learned> {
    const hourNs = trace.originNs - (trace.originNs % HOUR_NS);
    const service = serviceOf(trace, trace.rootRow);
    const operation = operationOf(trace, trace.rootRow);
    const key = JSON.stringify([service, operation, String(hourNs)]);
    const nowMs = performance.now();
    const known = this.kept.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.sample;
    const sample = this.learn(emptyBaseline(service, operation), hourNs);
    this.keep(key, nowMs + KEPT_MS, sample);
    return sample;
  }

  private keep(key: string, untilMs: number, sample: Promise<Learned>): void {
    this.kept.delete(key);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    const entry = { untilMs, sample };
    this.kept.set(key, entry);
    const forget = (): void => {
      if (this.kept.get(key) === entry) this.kept.delete(key);
    };
    // Few traces are read again at once, which is quick; more of them may just be coming in.
    sample.then(({ baseline }) => {
      if (baseline.traces <= MIN_TRACES) forget();
    }, forget);
  }

  private async learn(empty: EndpointBaseline, hourNs: bigint): Promise<Learned> {
    const { store, queryLimits, nowNs, clockShifts } = this.source;
    const kept = await readKept(store.verdicts, empty, hourNs);
    const isKept = kept.traces >= ENOUGH_KEPT;
    const deadline = AbortSignal.timeout(SAMPLE_TIMEOUT_MS);
    const limits = { ...queryLimits, timeoutMs: SAMPLE_TIMEOUT_MS };
    const { service, operation } = empty;
    const conditions = { service, operation, rootService: service, rootOperation: operation };
    const read = (range: TimeRange, maxTraces = MAX_SAMPLE_TRACES): Promise<Trace[]> =>
      readSomeTraces(
        { store, limits, deadline, clockShifts: clockShifts() },
        {
          conditions: { ...conditions, attributes: [] },
          range,
          maxTraces,
          maxSpans: MAX_SAMPLE_SPANS,
          isWanted: ({ hasRoot, spanCount }) => hasRoot && (!isKept || isExample(spanCount)),
        },
      );
    const startNs = hourNs > BEFORE_NS ? hourNs - BEFORE_NS : 0n;
    const settledNs = nowNs() - SETTLED_AFTER_NS;
    const endNs = hourNs + HOUR_NS < settledNs ? hourNs + HOUR_NS : settledNs;
    if (isKept) {
      const examples = await read({ startNs, endNs }, EXAMPLE_TRACES);
      return { baseline: kept, examples, has: (trace) => isCounted(store.verdicts, trace) };
    }
    const [newest, before] = await Promise.all([
      read({ startNs, endNs }),
      read({ startNs, endNs: startNs + BEFORE_NS - HOUR_NS }),
    ]);
    return sampleFrom(empty, [...newest, ...before]);
  }
}

function sampleFrom(baseline: EndpointBaseline, traces: readonly Trace[]): Learned {
  const traceIds = new Set<string>();
  for (const trace of traces) {
    if (traceIds.has(trace.traceId) || !isOfEndpoint(baseline, trace)) continue;
    traceIds.add(trace.traceId);
    addToBaseline(baseline, trace);
  }
  const small = traces.filter(({ rowCount }) => isExample(rowCount));
  const has = async ({ traceId }: Trace): Promise<boolean> => traceIds.has(traceId);
  return { baseline, has, examples: small.slice(0, EXAMPLE_TRACES) };
}

function isExample(spans: number): boolean {
  return spans <= MAX_EXAMPLE_SPANS;
}

async function isCounted(verdicts: VerdictStore, { traceId, originNs }: Trace): Promise<boolean> {
  const found = await verdicts.verdicts([traceId], originNs);
  return found.get(traceId)?.isUsual === true;
}
