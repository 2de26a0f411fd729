// Analyses traces in the background, once they have come to rest, and again when spans came later. Which traces are
// at rest is asked of the engine by a mark of time that is kept there: a restart goes on where it was. The work is
// done in slices between which everything else in the process has its turn, within a share of one CPU; where more
// comes than that share can look at, a sample that is chosen by a hash of the trace id.

import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import { findCulprits } from '@throughline/analysis/culprit/find-culprits';
import { type FindingSettings, findAll } from '@throughline/analysis/findings/find-all';
import { buildOperationTree } from '@throughline/analysis/operations/operation-tree';
import { findCriticalPath } from '@throughline/analysis/path/critical-path';
import { readTraces, type Trace } from '@throughline/analysis/trace/trace';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { AnalysedSlice, RestedTrace } from '@throughline/storage/contract/verdict-store';
import { AnalysisBudget } from './analysis-budget.ts';
import { LearnedClocks } from './learned-clocks.ts';
import { LiveBaselines } from './live-baselines.ts';
import { verdictOf } from './verdict-of.ts';

/** Of one slice, of time in which spans were received: less is more statements, more is later findings. */
const SLICE_MS = 5_000;

/**
 * Which traces are at rest is found out from all spans of a slice and of the rest behind it. Of so many spans a second
 * every one would be looked at three times: longer slices do it once and a half. Only a sample is analysed by then.
 */
const LONG_SLICE_MS = 20_000;
const MANY_SPANS_PER_SECOND = 20_000;
const MAX_SLICE_MS = 60_000;

/** After a long stop, or when it is switched on: what is older is analysed only when somebody opens it. */
export const MAX_BEHIND_MS = 3_600_000;

/** What is usual; and how far it has come, while nothing comes. */
const SAVED_EVERY_MS = 60_000;

/** Behind by several slices it catches up, with half of the share for each of them: twice as fast as time. */
const CATCHING_UP_PART = 0.5;

/** Read and analysed together; also what is in memory. */
const GROUP_SPANS = 2_000;
const GROUP_TRACES = 500;

/** Everything else has its turn after so long. */
const TURN_MS = 8;

/** Spans that are acknowledged become found within a second, or else the spool says how long they wait. */
const SETTLE_MS = 1_000;

export interface AnalyserOptions {
  readonly store: Pick<SpanStore, 'verdicts' | 'writeStats'>;
  readonly settings: FindingSettings;
  /** A trace without a new span for so long is at rest. */
  readonly restMs: number;
  /** Of one CPU, 0 to 1. */
  readonly cpuShare: number;
  nowMs(): number;
  /** How busy the event loop was since the last call, 0 to 1. */
  readonly utilization?: () => number;
}

/** What one slice came to. */
export interface SliceReport {
  /** That came to rest. */
  readonly traces: number;
  readonly analysed: number;
  readonly pauseMs: number;
}

export interface AnalysisStats {
  readonly restedTraces: number;
  readonly analysedTraces: number;
  readonly analysedSpans: number;
  readonly leftOutTraces: number;
  readonly tooLargeTraces: number;
  readonly findings: number;
  readonly busyMs: number;
  readonly failures: number;
  /** Of the traces of the last slice that had any. */
  readonly share: number;
  readonly behindMs: number;
}

type Counts = { -readonly [K in keyof Omit<AnalysisStats, 'behindMs'>]: AnalysisStats[K] };

export class TraceAnalyser {
  private readonly options: AnalyserOptions;
  private readonly budget: AnalysisBudget;
  private readonly baselines: LiveBaselines;
  private readonly clocks: LearnedClocks;
  private readonly utilization: () => number;
  private fromMs: number | undefined;
  private sliceMs = SLICE_MS;
  private savedMs = 0;
  private usualSavedMs = performance.now();
  private readonly counts: Counts = {
    ...{ restedTraces: 0, analysedTraces: 0, analysedSpans: 0, leftOutTraces: 0 },
    ...{ tooLargeTraces: 0, findings: 0, busyMs: 0, failures: 0, share: 1 },
  };

  constructor(options: AnalyserOptions) {
    this.options = options;
    this.budget = new AnalysisBudget(options.cpuShare);
    this.baselines = new LiveBaselines(options.store.verdicts, options.nowMs);
    this.clocks = new LearnedClocks(options.nowMs);
    this.utilization = options.utilization ?? eventLoopUtilization();
  }

  /** Traces that got their last span before have been looked at; undefined: not yet known. */
  get analysedUntilMs(): number | undefined {
    return this.fromMs;
  }

  /** Of clocks, as the traces that were looked at have shown them. */
  clockShifts(): readonly PairShift[] {
    return this.clocks.shifts();
  }

  stats(): AnalysisStats {
    const { nowMs, restMs } = this.options;
    const dueMs = nowMs() - restMs;
    return { ...this.counts, behindMs: Math.max(0, dueMs - (this.fromMs ?? dueMs)) };
  }

  failed(): void {
    this.counts.failures++;
  }

  /** One slice, if it is time for one. */
  async runOnce(signal?: AbortSignal): Promise<SliceReport> {
    const { restMs, store } = this.options;
    const fromMs = await this.beginning(signal);
    const dueMs = this.settledMs() - restMs;
    const untilMs = Math.min(dueMs, fromMs + MAX_SLICE_MS);
    const sliceMs = untilMs - fromMs;
    if (sliceMs < this.sliceMs) {
      return { traces: 0, analysed: 0, pauseMs: this.sliceMs - Math.max(0, sliceMs) };
    }
    const isBehind = dueMs - untilMs > this.sliceMs;
    const startedMs = performance.now();
    const window = { fromMs, untilMs, restMs };
    const { traces, spans } = await store.verdicts.countRested(window, signal);
    this.sliceMs = (1000 * spans) / sliceMs > MANY_SPANS_PER_SECOND ? LONG_SLICE_MS : SLICE_MS;
    const affordable =
      this.budget.spansFor(sliceMs, this.utilization()) * (isBehind ? CATCHING_UP_PART : 1);
    const share = spans <= affordable ? 1 : affordable / spans;
    const chosen = traces === 0 ? [] : await store.verdicts.rested(window, share, signal);
    const analysed = await this.analyse(chosen, signal);
    const nextMs = isBehind ? await store.verdicts.firstReceivedMs(untilMs, signal) : untilMs;
    this.fromMs = Math.min(nextMs ?? dueMs, dueMs);
    await this.saveProgress(this.fromMs, traces > 0);
    if (performance.now() - this.usualSavedMs >= SAVED_EVERY_MS) await this.saveUsual();
    const busyMs = performance.now() - startedMs;
    this.budget.measured(analysed.spans, busyMs);
    this.count({ traces, chosen: chosen.length, share, busyMs });
    const pauseMs = isBehind ? this.budget.pauseAfter(busyMs) : this.sliceMs;
    return { traces, analysed: analysed.traces, pauseMs };
  }

  /** What was learned and is not kept yet; done every minute, and to be done at the end. */
  async saveUsual(): Promise<void> {
    const usual = this.baselines.takeUnsaved();
    if (usual.length > 0) await this.options.store.verdicts.save({ verdicts: [], usual });
    this.usualSavedMs = performance.now();
  }

  /** Where nothing came to rest there is nothing to look at twice. */
  private async saveProgress(untilMs: number, isNeeded: boolean): Promise<void> {
    if (!isNeeded && untilMs - this.savedMs < SAVED_EVERY_MS) return;
    await this.options.store.verdicts.saveProgress(untilMs);
    this.savedMs = untilMs;
  }

  private count({
    traces,
    chosen,
    share,
    busyMs,
  }: Record<'traces' | 'chosen' | 'share' | 'busyMs', number>): void {
    this.counts.restedTraces += traces;
    this.counts.leftOutTraces += Math.max(0, traces - chosen);
    this.counts.busyMs += busyMs;
    if (traces > 0) this.counts.share = share;
  }

  private async beginning(signal: AbortSignal | undefined): Promise<number> {
    const { nowMs, restMs, store } = this.options;
    const earliestMs = nowMs() - restMs - MAX_BEHIND_MS;
    this.fromMs ??= (await store.verdicts.analysedUntilMs(signal)) ?? earliestMs;
    this.fromMs = Math.max(this.fromMs, earliestMs);
    return this.fromMs;
  }

  /** All spans that were received before can be found. */
  private settledMs(): number {
    const { oldestAgeMs } = this.options.store.writeStats().spool;
    return this.options.nowMs() - SETTLE_MS - oldestAgeMs;
  }

  private async analyse(
    chosen: readonly RestedTrace[],
    signal: AbortSignal | undefined,
  ): Promise<{ traces: number; spans: number }> {
    let traces = 0;
    let spans = 0;
    for (const group of groupsOf(chosen)) {
      signal?.throwIfAborted();
      const verdicts = await this.analyseGroup(group, signal);
      await this.options.store.verdicts.save({ verdicts, usual: [] });
      traces += verdicts.length;
      spans += verdicts.reduce((sum, { spanCount }) => sum + spanCount, 0);
    }
    this.counts.analysedTraces += traces;
    this.counts.analysedSpans += spans;
    return { traces, spans };
  }

  private async analyseGroup(
    group: readonly RestedTrace[],
    signal: AbortSignal | undefined,
  ): Promise<AnalysedSlice['verdicts']> {
    const restedById = new Map(group.map((rested) => [rested.traceId, rested]));
    const verdicts: AnalysedSlice['verdicts'][number][] = [];
    let turnMs = performance.now();
    for await (const { batch, tooLarge } of this.options.store.verdicts.spansOf(group, signal)) {
      this.counts.tooLargeTraces += tooLarge.length;
      for (const trace of readTraces(batch, this.clocks.shifts())) {
        const rested = restedById.get(trace.traceId);
        if (rested === undefined) continue;
        verdicts.push({ ...(await this.judge(trace, rested)), day: rested.day });
        if (performance.now() - turnMs < TURN_MS) continue;
        await nextTurn();
        turnMs = performance.now();
      }
    }
    return verdicts;
  }

  private async judge(trace: Trace, { wasUsual }: RestedTrace) {
    this.clocks.add(trace);
    const path = findCriticalPath(trace);
    const tree = buildOperationTree(trace, path);
    const findings = findAll(trace, path, tree, this.options.settings);
    const { culprits } = findCulprits(trace, tree, await this.baselines.of(trace));
    // What was counted is not counted again when more spans came; a trace without its root is of no endpoint.
    const isWhole = trace.parentMissing[trace.rootRow] !== 1;
    const isUsual = wasUsual || (isWhole && this.baselines.add(trace, tree));
    this.counts.findings += findings.length;
    return verdictOf(trace, { culprits, findings, isUsual });
  }
}

function groupsOf(traces: readonly RestedTrace[]): RestedTrace[][] {
  const groups: RestedTrace[][] = [];
  let spans = 0;
  for (const trace of traces) {
    const group = groups.at(-1);
    const isFull =
      group === undefined || group.length >= GROUP_TRACES || spans + trace.newSpans > GROUP_SPANS;
    if (isFull) groups.push([trace]);
    else group.push(trace);
    spans = isFull ? trace.newSpans : spans + trace.newSpans;
  }
  return groups;
}

function eventLoopUtilization(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
