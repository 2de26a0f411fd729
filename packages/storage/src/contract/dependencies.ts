// Which services call which, counted over a range of time.

import type { Incomplete } from './traceql-store.ts';

export interface Dependency {
  readonly parent: string;
  readonly child: string;
  /** Spans of the child whose parent span is the other's; a service that calls itself counts, too. */
  readonly callCount: number;
  /** Of these, with status error. */
  readonly errorCount: number;
}

export interface DependenciesAnswer {
  /** By parent, then by child. */
  readonly dependencies: readonly Dependency[];
  /** The counts are of a part of the range. */
  readonly incomplete?: Incomplete;
}
