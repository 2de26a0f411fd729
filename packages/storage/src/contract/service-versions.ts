// In which versions a service ran in a range of time, and how each of them fared.

import type { FiguresGrid } from './service-figures.ts';
import type { QueryLimits } from './traceql-store.ts';

export interface VersionsRequest {
  readonly service: string;
  /** Only spans of kind server and consumer, or all. */
  readonly basis: 'requests' | 'spans';
  readonly grid: Pick<FiguresGrid, 'startS' | 'endS'>;
  readonly maxVersions: number;
  readonly limits: QueryLimits;
}

export interface VersionFigures {
  /** Undefined: of spans whose resource has no `service.version`. */
  readonly version?: string;
  /** With what sampling left out. */
  readonly count: number;
  readonly errorCount: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
  /** Of the first and of the last span in the range, by their start. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface VersionsAnswer {
  /** The latest first. */
  readonly versions: readonly VersionFigures[];
  /** Of which `versions` has the first. */
  readonly versionCount: number;
}
