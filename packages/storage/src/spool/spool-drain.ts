// Takes the spool's files to the engine, one insert after the other: the oldest first, and in turns with
// the newest while there is a backlog, so that what is sent now can be found now. Tries for ever while
// the engine is away; sets aside what the engine will never take.

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../contract/logger.ts';
import { FULL_SEGMENT_SPANS, type Segment, type Spool } from './spool.ts';
import type { SpoolRecord } from './spool-record.ts';

/**
 * Small inserts begin at least this far apart: each makes a part that the engine must merge, and ten
 * parts a second are no burden. It is also most of what a span waits to be found.
 */
const INTERVAL_MS = 100;

/** An insert of at least this many spans need not wait for company. */
const WORTHWHILE_SPANS = FULL_SEGMENT_SPANS / 4;

const FIRST_RETRY_MS = 50;
/** An embedded engine is back within about a second of dying. */
const MAX_RETRY_MS = 2_000;

/** What the engine refuses as malformed is offered again this often, in case it was confused. */
const MAX_REFUSALS = 3;

/** The engine says that the data is bad: sending it again will not help. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Stores the records, all or nothing in the end: called again with the same token after a failure. */
export type InsertRecords = (records: readonly SpoolRecord[], token: string) => Promise<void>;

export interface DrainStats {
  readonly inserts: number;
  readonly insertFailures: number;
  readonly spansStored: number;
}

export class SpoolDrain {
  private readonly spool: Spool;
  private readonly insert: InsertRecords;
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private wake: (() => void) | undefined;
  private lastInsertMs = 0;
  private newestsTurn = false;
  private inserts = 0;
  private insertFailures = 0;
  private spansStored = 0;
  private waiters: (() => void)[] = [];
  private readonly done: Promise<void>;

  constructor(spool: Spool, insert: InsertRecords, logger: Logger) {
    this.spool = spool;
    this.insert = insert;
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

  stats(): DrainStats {
    const { inserts, insertFailures, spansStored } = this;
    return { inserts, insertFailures, spansStored };
  }

  /** Ends after the insert that is under way; the rest stays for the next start. */
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
      if (segment !== undefined && !this.stopping.signal.aborted) await this.store(segment);
    }
  }

  /** Waits for company while all there is to insert is a little, and little time has passed. */
  private async pace(): Promise<void> {
    const { spool } = this;
    const restMs = this.lastInsertMs + INTERVAL_MS - performance.now();
    if (restMs <= 0 || spool.segments.length > 0 || spool.openSpans >= WORTHWHILE_SPANS) return;
    await this.pause(restMs);
  }

  private async next(): Promise<Segment | undefined> {
    const { spool } = this;
    const hasBacklog = spool.segments.length > 0;
    this.newestsTurn = hasBacklog && !this.newestsTurn;
    if (!hasBacklog || this.newestsTurn) await spool.seal();
    return this.newestsTurn ? spool.segments.at(-1) : spool.segments[0];
  }

  private async store(segment: Segment): Promise<void> {
    const { records, cutOffBytes, damagedBytes } = await this.spool.read(segment);
    if (cutOffBytes > 0) {
      this.logger.info(
        { file: segment.path, cutOffBytes },
        'a record was being written in a crash',
      );
    }
    this.lastInsertMs = performance.now();
    for (let tries = 1, waitMs = FIRST_RETRY_MS; ; tries++) {
      try {
        await this.insert(records, segment.id);
        this.inserts++;
        this.spansStored += records.reduce((sum, record) => sum + record.spans, 0);
        if (damagedBytes === 0) await this.spool.remove(segment);
        else await this.spool.reject(segment, `the last ${damagedBytes} bytes are damaged`);
        return;
      } catch (error) {
        this.insertFailures++;
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof RefusedError && tries >= MAX_REFUSALS) {
          await this.spool.reject(segment, reason);
          return;
        }
        if (tries === 1) this.logger.warn({ reason }, 'an insert failed and is tried again');
        await this.pause(waitMs);
        if (this.stopping.signal.aborted) return;
        waitMs = Math.min(2 * waitMs, MAX_RETRY_MS);
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
