// Rate, errors and duration of services over a range of time, from counts per minute: for tables and charts, not
// for spans. Quantiles are taken in the engine, so an answer is as large as what is shown of it.

import type { QueryLimits, TimeRange } from './traceql-store.ts';

export interface FiguresRequest {
  readonly range: TimeRange;
  /** What is counted to the end when the range has none. */
  readonly nowNs: bigint;
  /** About so many steps; there may be fewer. */
  readonly bins: number;
  readonly limits: QueryLimits;
}

/** Of one service: its operations, too. */
export interface OperationFiguresRequest extends FiguresRequest {
  readonly service: string;
  readonly maxOperations: number;
}

/** Whole minutes, put together in steps that begin at round times. */
export interface FiguresGrid {
  readonly startS: number;
  readonly endS: number;
  readonly binS: number;
  /** Where the first step begins: at the start or before it. */
  readonly firstBinS: number;
  readonly binCount: number;
}

/** Of the same spans. What sampling left out is in the counts, but in `spanCount` not. */
export interface Figures {
  readonly spanCount: number;
  readonly count: number;
  /** Of the count as an estimate; 0 when nothing was sampled. */
  readonly countVariance: number;
  readonly errorCount: number;
  /** Nanoseconds; undefined when there are no spans. */
  readonly p50Ns?: number;
  readonly p95Ns?: number;
  readonly p99Ns?: number;
}

export interface BinFigures extends Figures {
  /** From 0, the first of the grid. */
  readonly bin: number;
}

export interface ServiceFigures {
  readonly service: string;
  readonly spanCount: number;
  readonly errorSpanCount: number;
  readonly lastSeen: string;
  /** `requests`: of server and consumer spans; `spans`: it has none of these, so of all. */
  readonly basis: 'requests' | 'spans';
  readonly whole: Figures;
  /** Ascending; those without spans are left out. */
  readonly bins: readonly BinFigures[];
}

export interface OperationFigures {
  readonly operation: string;
  /** OTLP SpanKind. */
  readonly kind: number;
  readonly figures: Figures;
}

export interface FiguresAnswer {
  readonly grid: FiguresGrid;
  /** By name. */
  readonly services: readonly ServiceFigures[];
}

export interface OperationFiguresAnswer {
  readonly grid: FiguresGrid;
  /** Undefined: it has no spans in the range. */
  readonly service?: ServiceFigures;
  /** Those that took the most time together first. */
  readonly operations: readonly OperationFigures[];
  readonly operationCount: number;
}
