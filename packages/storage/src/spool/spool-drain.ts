// Takes the spool's files to the engine, one insert after the other: the oldest first, and in turns with
// what comes in now, so that what is sent now can be found now. Waits for ever while the engine is away;
// sets aside what the engine will never take.

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../contract/logger.ts';
import { ReadMemory } from './read-memory.ts';
import type { Segment, Spool } from './spool.ts';
import type { SpoolRecord } from './spool-record.ts';
import { SpoolTrouble } from './spool-trouble.ts';

/**
 * Small inserts begin at least this far apart: each makes a part that the engine must merge, and ten
 * parts a second are no burden. It is also most of what a span waits to be found.
 */
const INTERVAL_MS = 100;

/**
 * More than a few spans wait longer, to become one large insert: what an insert of 40,000 spans costs the
 * engine per span, merges included, is twice what one of 100,000 costs (docs/benchmarks.md).
 */
const FEW_SPANS = 2_000;
const GATHER_MS = 400;

/** How often senders that are held back look whether the engine is in trouble; that it goes on they are told. */
const LOOK_MS = 100;

/**
 * Files that may be closed while senders are answered at once: the one that is being inserted. With more,
 * senders are held back to the engine's pace, as what is acknowledged should be found within a second.
 */
const MAX_CLOSED_FILES = 1;
/** Senders are held no longer than this: an exporter gives up after ten seconds. */
const MAX_HOLD_MS = 2_000;
/** An engine that has stored nothing for this long is in trouble: the spool takes what comes. */
const TROUBLE_AFTER_MS = 3_000;

const FIRST_RETRY_MS = 50;
/** An embedded engine is back within about a second of dying. */
const MAX_RETRY_MS = 2_000;

/** The engine says that the data is bad: sending it again will not help. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Stores the records, all or nothing in the end: called again with the same token after a failure. */
export type InsertRecords = (
  records: readonly SpoolRecord[],
  token: string,
  signal?: AbortSignal,
) => Promise<void>;

export interface DrainTarget {
  readonly insert: InsertRecords;
  /** Whether the engine answers; asked before anything is tried again. */
  isReachable(signal: AbortSignal): Promise<boolean>;
  /** The file is stored, or set aside: nothing is to be kept for it any longer. */
  settled(token: string, isStored: boolean): void;
}

export interface DrainStats {
  readonly inserts: number;
  readonly insertFailures: number;
  readonly spansStored: number;
}

export class SpoolDrain {
  private readonly spool: Spool;
  private readonly target: DrainTarget;
  private readonly logger: Logger;
  private readonly trouble = new SpoolTrouble();
  private readonly stopping = new AbortController();
  private wake: (() => void) | undefined;
  private readonly memory = new ReadMemory();
  private lastInsertMs = 0;
  private lastStoredMs = Number.NEGATIVE_INFINITY;
  private newestsTurn = false;
  private failuresInARow = 0;
  private inserts = 0;
  private insertFailures = 0;
  private spansStored = 0;
  private waiters: (() => void)[] = [];
  /** Of senders that are held back, until a file is out of the way. */
  private held: (() => void)[] = [];
  private readonly done: Promise<void>;

  constructor(spool: Spool, target: DrainTarget, logger: Logger) {
    this.spool = spool;
    this.target = target;
    this.logger = logger;
    this.done = this.run();
  }

  /** Something was appended. */
  notify(): void {
    this.wake?.();
  }

  /** Resolves when the spool has been empty once. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      this.notify();
    });
  }

  /** Resolves when the engine keeps up with what comes in, or is in trouble. */
  async keepsUp(): Promise<void> {
    const deadlineMs = performance.now() + MAX_HOLD_MS;
    while (this.isBehind() && performance.now() < deadlineMs) {
      await woken(LOOK_MS, (wake) => this.held.push(wake));
    }
  }

  private isBehind(): boolean {
    if (this.failuresInARow > 0 || this.stopping.signal.aborted) return false;
    const storedRecently = performance.now() - this.lastStoredMs < TROUBLE_AFTER_MS;
    return storedRecently && this.spool.segments.length > MAX_CLOSED_FILES;
  }

  stats(): DrainStats {
    const { inserts, insertFailures, spansStored } = this;
    return { inserts, insertFailures, spansStored };
  }

  /** Cuts the insert that is under way, as it may hang; its file stays for the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.notify();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (this.spool.isEmpty) {
        for (const resolve of this.waiters.splice(0)) resolve();
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        continue;
      }
      await this.pace();
      const segment = await this.next();
      if (segment === undefined || this.stopping.signal.aborted) continue;
      try {
        await this.store(segment);
        this.failuresInARow = 0;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        await this.failed(segment, error);
      }
      for (const wake of this.held.splice(0)) wake();
    }
  }

  /** Waits for company, unless a file is closed already: that one is large, or old. */
  private async pace(): Promise<void> {
    const { spool, stopping } = this;
    while (spool.segments.length === 0 && !stopping.signal.aborted) {
      const intervalMs = spool.openSpans > FEW_SPANS ? GATHER_MS : INTERVAL_MS;
      const restMs = this.lastInsertMs + intervalMs - performance.now();
      if (restMs <= 0) return;
      // What comes in may close the file, or make the interval another one.
      await woken(restMs, (wake) => {
        this.wake = wake;
      });
    }
  }

  private async next(): Promise<Segment | undefined> {
    const { spool, trouble } = this;
    const [oldest] = spool.segments;
    if (oldest === undefined) return spool.seal();
    // Is it the file or the engine? Another one shows.
    if (trouble.letsOthersGoFirst(oldest.id)) {
      return spool.segments.length > 1 ? spool.segments.at(-1) : ((await spool.seal()) ?? oldest);
    }
    // In order while there is trouble: another file would only fail as well.
    this.newestsTurn = this.failuresInARow === 0 && !this.newestsTurn;
    return this.newestsTurn ? ((await spool.seal()) ?? oldest) : oldest;
  }

  private async store(segment: Segment): Promise<void> {
    const { records, cutOffBytes, damagedBytes, unreadable } = await this.spool.read(
      segment,
      this.memory,
    );
    if (unreadable !== undefined) return this.setAside(segment, unreadable);
    if (cutOffBytes > 0) {
      const details = { file: segment.path, cutOffBytes };
      this.logger.info(details, 'a record was being written in a crash');
    }
    this.lastInsertMs = performance.now();
    await this.target.insert(records, segment.id, this.stopping.signal);
    this.lastStoredMs = performance.now();
    this.inserts++;
    this.spansStored += records.reduce((sum, record) => sum + record.spans, 0);
    this.target.settled(segment.id, true);
    for (const { id, reason } of this.trouble.stored(segment.id)) {
      const suspect = this.spool.segments.find((waiting) => waiting.id === id);
      if (suspect !== undefined) await this.setAside(suspect, reason);
    }
    if (damagedBytes === 0) await this.spool.remove(segment);
    else await this.spool.reject(segment, `${damagedBytes} bytes of it are damaged`);
  }

  private async setAside(segment: Segment, reason: string): Promise<void> {
    this.trouble.forget(segment.id);
    this.target.settled(segment.id, false);
    await this.spool.reject(segment, reason);
  }

  private async failed(segment: Segment, error: unknown): Promise<void> {
    this.insertFailures++;
    this.failuresInARow++;
    const reason = error instanceof Error ? error.message : String(error);
    if (this.trouble.failed(segment.id, reason, error instanceof RefusedError) === 'hopeless') {
      return this.setAside(segment, reason);
    }
    if (this.failuresInARow === 1) {
      this.logger.warn({ reason }, 'an insert failed and is tried again');
    }
    for (let waitMs = this.backOffMs(); ; waitMs = Math.min(2 * waitMs, MAX_RETRY_MS)) {
      await this.pause(waitMs);
      const { signal } = this.stopping;
      if (signal.aborted || (await this.target.isReachable(signal))) return;
    }
  }

  private backOffMs(): number {
    return Math.min(FIRST_RETRY_MS * 2 ** (this.failuresInARow - 1), MAX_RETRY_MS);
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** Resolves when what `listen` is given is called, and after `ms` at the latest. */
function woken(ms: number, listen: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    listen(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
