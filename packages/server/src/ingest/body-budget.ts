// Memory for bodies that are still being received or decompressed, over all requests of a receiver.
// What is handed to the store is no longer counted here: the store counts what it has in flight.

import { ExportFailure } from './export-failure.ts';

/** A burst is over quickly; the store is what usually takes longer. */
const RETRY_AFTER_MS = 1000;

/**
 * For all bodies that are being received and decompressed at one time: a small part of the smallest
 * machine (2 GB), and never less than the largest body takes, compressed and not.
 */
const MIN_BODY_BUDGET_BYTES = 128 * 1024 * 1024;

export function bodyBudgetBytes(maxRequestBytes: number): number {
  return Math.max(MIN_BODY_BUDGET_BYTES, 2 * maxRequestBytes);
}

/** What one request holds. */
export interface BodyAllowance {
  /** Throws an ExportFailure of kind `overloaded` when there is no room for so many bytes more. */
  take(bytes: number): void;
  /** Gives all of it back. */
  release(): void;
}

export class BodyBudget {
  private readonly maxBytes: number;
  private heldBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  open(): BodyAllowance {
    let ownBytes = 0;
    return {
      take: (bytes) => {
        if (this.heldBytes + bytes > this.maxBytes) {
          throw new ExportFailure('overloaded', 'too many large requests arrive at once', {
            retryAfterMs: RETRY_AFTER_MS,
          });
        }
        ownBytes += bytes;
        this.heldBytes += bytes;
      },
      release: () => {
        this.heldBytes -= ownBytes;
        ownBytes = 0;
      },
    };
  }
}
