// The analysis as the composition root holds it: what every route needs to know of it, and the background analysis of
// arriving traces, where that is not switched off.

import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { Logger } from 'pino';
import type { AnalysisConfig } from '../config/server-config.ts';
import { runAnalyser } from '../derive/background/run-analyser.ts';
import { runCallCounter } from '../derive/background/run-call-counter.ts';
import { TraceAnalyser } from '../derive/background/trace-analyser.ts';
import type { AnalysisState } from '../http/app-dependencies.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export interface Analysis {
  readonly state: AnalysisState;
  /** What it gives back ends it. */
  start(): () => Promise<void>;
}

export interface AnalysisParts {
  /** Not one that traces its reads: what is made of traces must not make more of them. */
  readonly store: SpanStore;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export function openAnalysis(
  { isOn, settings, cpuShare, restMs }: AnalysisConfig,
  { store, metrics, logger }: AnalysisParts,
): Analysis {
  if (!isOn) {
    const state = { isOn, settings, analysedUntilMs: () => undefined, clockShifts: () => [] };
    return { state, start: () => async () => {} };
  }
  const analyser = new TraceAnalyser({ store, settings, cpuShare, restMs, nowMs: Date.now });
  metrics.observeAnalysis(() => analyser.stats());
  return {
    state: {
      ...{ isOn, settings },
      analysedUntilMs: () => analyser.analysedUntilMs,
      clockShifts: () => analyser.clockShifts(),
    },
    start() {
      const stops = [
        runAnalyser(analyser, logger),
        runCallCounter({ store, cpuShare, nowMs: Date.now }, logger),
      ];
      return async () => {
        await Promise.all(stops.map((stop) => stop()));
      };
    },
  };
}
