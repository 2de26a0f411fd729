// What the writer of a store tells while it works, for metrics and traces of the server itself. Called in
// the way of the data: whoever listens must be quick, and must not throw.

/** Bodies that became one record of the spool, and were answered together. */
export interface KeptGroup {
  readonly spans: number;
  /** On disk. */
  readonly bytes: number;
  /** To make the record, write it and flush it. */
  readonly durationMs: number;
}

/** A file of the spool that the engine has now. */
export interface StoredInsert {
  readonly spans: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** How long its oldest span had been on disk; undefined for a file from before the start. */
  readonly waitedMs: number | undefined;
}

export interface WriteObserver {
  /** One body is on disk, so long after it was taken. */
  appended(waitedMs: number): void;
  kept(group: KeptGroup): void;
  inserted(insert: StoredInsert): void;
}

/** For stores that nobody watches. */
export const silentObserver: WriteObserver = { appended() {}, kept() {}, inserted() {} };
