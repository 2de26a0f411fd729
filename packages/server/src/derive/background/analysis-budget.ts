// How many spans the background analysis may look at in a slice: what a share of one CPU allows by what spans cost
// lately, and less where the process is busy with what people and services wait for.

/** Before anything was measured; measured afterwards. */
const FIRST_MS_PER_SPAN = 0.05;

/** A slice says more than the one before it, and not all. */
const NEWEST_WEIGHT = 0.3;

/** Below this the process has room: all of the share may be used. */
const CALM_UTILIZATION = 0.5;

/** Of the share, however busy the process is: a small sample is still one. */
const LEAST_PART = 0.1;

/** Fewer spans say little of what one costs. */
const MIN_MEASURED_SPANS = 50;

export class AnalysisBudget {
  private readonly cpuShare: number;
  private msPerSpan = FIRST_MS_PER_SPAN;

  /** `cpuShare`: of one CPU, 0 to 1. */
  constructor(cpuShare: number) {
    this.cpuShare = cpuShare;
  }

  /** For a slice of `sliceMs`; `utilization` of the event loop by others, 0 to 1. */
  spansFor(sliceMs: number, utilization: number): number {
    const room = (1 - utilization) / (1 - CALM_UTILIZATION);
    const part = Math.min(1, Math.max(LEAST_PART, room));
    return (sliceMs * this.cpuShare * part) / this.msPerSpan;
  }

  /** After a slice: what it has cost, waiting for the engine included. */
  measured(spans: number, busyMs: number): void {
    if (spans < MIN_MEASURED_SPANS) return;
    const before = this.msPerSpan;
    this.msPerSpan = before + NEWEST_WEIGHT * (busyMs / spans - before);
  }

  pauseAfter(busyMs: number): number {
    return pauseAfter(busyMs, this.cpuShare);
  }
}

/** How long to rest after so much work, so that no more than the share of one CPU is used over time. */
export function pauseAfter(busyMs: number, cpuShare: number): number {
  return busyMs * (1 / cpuShare - 1);
}
