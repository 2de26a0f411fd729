// Group commit: messages that arrive while the disk is busy with the group before share one record of the
// spool, and each is answered when that record is on disk.

import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { StoreOverloadedError, StoreUnavailableError } from '../contract/errors.ts';

export interface WriteLimits {
  /** Bodies that are decoded but not yet on disk may hold this much; more is refused, to be retried. */
  readonly maxBytesInFlight: number;
}

/** Several of the largest bodies; columns take about as many bytes again as the body. */
export const DEFAULT_WRITE_LIMITS: WriteLimits = { maxBytesInFlight: 64 * 1024 * 1024 };

/** Told to senders that must come again. */
const RETRY_AFTER_MS = 1_000;

/** A batch that had to grow for an unusually large group is given back. */
const MAX_SPARE_BYTES = 16 * 1024 * 1024;

/** Resolves when the batch is safe on disk. */
export type KeepBatch = (batch: SpanBatch) => Promise<void>;

interface Group {
  readonly batch: SpanBatch;
  readonly waiting: { resolve: () => void; reject: (error: unknown) => void }[];
  bytes: number;
}

export class GroupWriter {
  private readonly keep: KeepBatch;
  private readonly limits: WriteLimits;
  private open = newGroup(new SpanBatch());
  /** The batch of the group before, used again: growing columns anew costs more than decoding. */
  private spare: SpanBatch | undefined;
  private writing: Promise<void> | undefined;
  private bytesInFlight = 0;
  private closed = false;

  constructor(keep: KeepBatch, limits: WriteLimits) {
    this.keep = keep;
    this.limits = limits;
  }

  get stats() {
    return {
      bytesInFlight: this.bytesInFlight,
      maxBytesInFlight: this.limits.maxBytesInFlight,
    };
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
      this.leftNothing(bodyBytes);
      throw error;
    }
    if (batch.rowCount > rowsBefore) await this.kept(bodyBytes);
    else this.leftNothing(bodyBytes);
    return outcome;
  }

  /** Names and origins of a message without spans stay in its batch, and must not add up there. */
  private leftNothing(bodyBytes: number): void {
    if (this.open.waiting.length === 0) this.open.batch.clear();
    else this.count(bodyBytes);
  }

  private count(bodyBytes: number): void {
    this.bytesInFlight += bodyBytes;
    this.open.bytes += bodyBytes;
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

  private kept(bodyBytes: number): Promise<void> {
    this.count(bodyBytes);
    return new Promise<void>((resolve, reject) => {
      this.open.waiting.push({ resolve, reject });
      this.writing ??= this.write();
    });
  }

  /** Writes group after group until nothing has come in the meantime. */
  private async write(): Promise<void> {
    while (this.open.waiting.length > 0) {
      const group = this.open;
      this.open = newGroup(this.spare ?? new SpanBatch());
      this.spare = undefined;
      try {
        await this.keep(group.batch);
        for (const { resolve } of group.waiting) resolve();
      } catch (error) {
        for (const { reject } of group.waiting) reject(error);
      }
      this.bytesInFlight -= group.bytes;
      group.batch.clear();
      if (group.bytes <= MAX_SPARE_BYTES) this.spare = group.batch;
    }
    this.writing = undefined;
  }

  /** Takes nothing more and resolves when everything taken is on disk or refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.writing;
  }
}

function newGroup(batch: SpanBatch): Group {
  return { batch, waiting: [], bytes: 0 };
}
