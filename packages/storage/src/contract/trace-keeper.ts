// What the rest of the product knows of keeping and deleting: traces go when their time is over, when the
// disk has no more room for them, or when somebody asks. `openTraceKeeper` gives the implementation.

import type { Query } from '@throughline/traceql/syntax/ast';
import type { TimeRange } from './traceql-store.ts';

/** One trace by its id, or all that a query finds. */
export type DeletionTarget =
  | { readonly traceId: Uint8Array }
  | { readonly query: Query; readonly range: TimeRange };

/** For the audit record. */
export interface DeletionOrigin {
  readonly requestId: string;
  readonly remoteAddress: string;
  readonly userAgent: string;
  /** What was asked for, as it came. */
  readonly query: string;
}

export interface DeletionResult {
  /** UUID of the audit record; undefined when there was nothing to delete. */
  readonly id: string | undefined;
  readonly traces: number;
  readonly spans: number;
  /** false: some acknowledged spans were still on their way to the engine, and were not looked at. */
  readonly complete: boolean;
}

export type DeletionState = 'requested' | 'done' | 'failed';

/** One line of the audit. */
export interface DeletionRecord extends DeletionOrigin {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly requestedAt: string;
  readonly state: DeletionState;
  readonly traces: number;
  readonly spans: number;
  /** Empty unless failed. */
  readonly error: string;
}

/** What one look at the stored days has done. */
export interface KeeperRun {
  /** Whole days, by their date. */
  readonly droppedDays: readonly string[];
  readonly deletedTraces: number;
  readonly deletedSpans: number;
  /** What is stored afterwards. */
  readonly bytesOnDisk: number;
}

export interface KeepStats {
  readonly runs: number;
  readonly failures: number;
  readonly droppedDays: number;
  /** By retention rules and the bound of the size; days dropped whole are not counted span by span. */
  readonly expiredSpans: number;
  /** On request. */
  readonly deletedSpans: number;
  /** As of the last run. */
  readonly bytesOnDisk: number;
}

export interface TraceKeeper {
  /** Resolves when no read finds the traces any more. Each deletion leaves an audit record. */
  deleteTraces(target: DeletionTarget, origin: DeletionOrigin): Promise<DeletionResult>;
  /** What `deleteTraces` would delete now. */
  countTraces(target: DeletionTarget): Promise<DeletionResult>;
  /** The audit, newest first. */
  deletions(limit: number): Promise<DeletionRecord[]>;
  /** One look at the stored days, now. */
  runOnce(): Promise<KeeperRun>;
  /** Looks again and again until closed. */
  start(): void;
  stats(): KeepStats;
  /** Ends after the statement that is under way; what it leaves is finished after the next start. */
  close(): Promise<void>;
}
