// Group commit: messages that arrive close together share one insert, and each is answered when the
// engine has acknowledged that insert. While inserts are under way the next batch fills.

import { randomUUID } from 'node:crypto';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { StoreOverloadedError, StoreUnavailableError } from '../contract/errors.ts';
import type { WriteStats } from '../contract/span-store.ts';

export interface WriteLimits {
  /** Bodies that are decoded but not yet stored may hold this much; more is refused, to be retried. */
  readonly maxBytesInFlight: number;
}

/** Room for four of the largest bodies; columns take about as many bytes again as the body. */
export const DEFAULT_WRITE_LIMITS: WriteLimits = { maxBytesInFlight: 256 * 1024 * 1024 };

/** A batch this large goes at once: the engine's cost per row hardly falls any further. */
const FULL_ROWS = 50_000;

/** A batch at least this large need not wait for company. */
const WORTHWHILE_ROWS = 1_000;

/** Senders in step with each other arrive within this time. */
const GATHER_MS = 3;

/**
 * Small batches wait until this long after the insert before: each insert makes a part that the engine
 * must merge, and ten parts a second are no burden. No exporter notices a tenth of a second.
 */
const SMALL_INSERT_INTERVAL_MS = 100;

/** One insert is parsed while another one is written. */
const MAX_INSERTS_IN_FLIGHT = 2;

/** Told to senders that must come again. */
const RETRY_AFTER_MS = 1_000;

/** Stores a batch durably or throws. Called again with the same token, it stores it once. */
export type InsertBatch = (batch: SpanBatch, token: string) => Promise<void>;

interface OpenBatch {
  readonly batch: SpanBatch;
  readonly waiting: { resolve: () => void; reject: (error: unknown) => void }[];
  bytes: number;
  /** When its first span came, on the clock of performance.now(). */
  sinceMs: number | undefined;
}

export class BatchWriter {
  private readonly insert: InsertBatch;
  private readonly limits: WriteLimits;
  private open = newBatch();
  private timer: NodeJS.Timeout | undefined;
  private lastInsertMs = 0;
  private insertsInFlight = 0;
  private bytesInFlight = 0;
  private spansStored = 0;
  private inserts = 0;
  private insertFailures = 0;
  private closed = false;
  private idle: (() => void)[] = [];

  constructor(insert: InsertBatch, limits: WriteLimits) {
    this.insert = insert;
    this.limits = limits;
  }

  /** See SpanStore.append. */
  async append(
    bodyBytes: number,
    decode: (batch: SpanBatch) => AppendOutcome,
  ): Promise<AppendOutcome> {
    this.admit(bodyBytes);
    const { batch } = this.open;
    const rowsBefore = batch.rowCount;
    let outcome: AppendOutcome;
    try {
      outcome = decode(batch);
    } catch (error) {
      batch.truncate(rowsBefore);
      throw error;
    }
    if (batch.rowCount === rowsBefore) return outcome;
    await this.stored(bodyBytes);
    return outcome;
  }

  private admit(bodyBytes: number): void {
    if (this.closed) throw new StoreUnavailableError('the store is closing', RETRY_AFTER_MS);
    const { maxBytesInFlight } = this.limits;
    // A single body is always let in: its own size is limited where it is received.
    if (this.bytesInFlight > 0 && this.bytesInFlight + bodyBytes > maxBytesInFlight) {
      throw new StoreOverloadedError(
        `${this.bytesInFlight} bytes wait to be stored, ${maxBytesInFlight} may`,
        RETRY_AFTER_MS,
      );
    }
  }

  private stored(bodyBytes: number): Promise<void> {
    this.bytesInFlight += bodyBytes;
    this.open.bytes += bodyBytes;
    const done = new Promise<void>((resolve, reject) => {
      this.open.waiting.push({ resolve, reject });
    });
    this.schedule();
    return done;
  }

  /** Decides when the open batch goes; called whenever it has grown or an insert has ended. */
  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = this.open.batch.rowCount;
    if (rows === 0 || this.insertsInFlight >= MAX_INSERTS_IN_FLIGHT) return;
    if (rows >= FULL_ROWS) {
      this.flush();
      return;
    }
    const nowMs = performance.now();
    this.open.sinceMs ??= nowMs;
    const restMs = this.lastInsertMs + SMALL_INSERT_INTERVAL_MS - nowMs;
    const waitMs = Math.max(GATHER_MS, rows >= WORTHWHILE_ROWS ? 0 : restMs);
    const longestMs = this.open.sinceMs + SMALL_INSERT_INTERVAL_MS - nowMs;
    this.timer = setTimeout(() => this.flush(), Math.min(waitMs, longestMs));
  }

  private flush(): void {
    const sealed = this.open;
    this.open = newBatch();
    this.insertsInFlight++;
    this.lastInsertMs = performance.now();
    void this.store(sealed).finally(() => {
      this.insertsInFlight--;
      this.bytesInFlight -= sealed.bytes;
      this.schedule();
      if (this.isIdle()) for (const resolve of this.idle.splice(0)) resolve();
    });
  }

  private async store(sealed: OpenBatch): Promise<void> {
    try {
      await this.insert(sealed.batch, randomUUID());
      this.inserts++;
      this.spansStored += sealed.batch.rowCount;
      for (const { resolve } of sealed.waiting) resolve();
    } catch (error) {
      this.insertFailures++;
      for (const { reject } of sealed.waiting) reject(error);
    }
  }

  private isIdle(): boolean {
    return this.insertsInFlight === 0 && this.open.batch.rowCount === 0;
  }

  stats(): WriteStats {
    return {
      spansStored: this.spansStored,
      inserts: this.inserts,
      insertFailures: this.insertFailures,
      bytesInFlight: this.bytesInFlight,
      maxBytesInFlight: this.limits.maxBytesInFlight,
    };
  }

  /** Takes nothing more and resolves when everything is stored or `timeoutMs` have passed. */
  async close(timeoutMs: number): Promise<void> {
    this.closed = true;
    if (this.isIdle()) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      new Promise<void>((resolve) => this.idle.push(resolve)),
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      }),
    ]);
    clearTimeout(timer);
  }
}

function newBatch(): OpenBatch {
  return { batch: new SpanBatch(), waiting: [], bytes: 0, sinceMs: undefined };
}
