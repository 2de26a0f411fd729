// Reads a request's body once, whole, into memory that is used again, and never more of it than allowed.

import type { IncomingMessage } from 'node:http';
import type { BodyAllowance } from './body-budget.ts';
import type { BodyMemory } from './body-memory.ts';
import { ExportFailure, toExportFailure, tooLarge } from './export-failure.ts';

export interface ReceivedBody {
  readonly bytes: Buffer;
  /** Gives the memory back: the bytes are somebody else's from then on. */
  release(): void;
}

const EMPTY = Buffer.alloc(0);

/**
 * Rejects as `tooLarge` as soon as that is known, from the declared length or from what arrives, as
 * `overloaded` when the allowance ends, and as `cancelled` when the sender goes away first. What is
 * left unread flows away, so that the answer reaches a sender that is still writing.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  allowance: BodyAllowance,
  memory: BodyMemory,
): Promise<ReceivedBody> {
  return new Promise((resolve, reject) => {
    const declaredBytes = Number(request.headers['content-length'] ?? 0);
    let buffer: Buffer = EMPTY;
    let receivedBytes = 0;
    const settle = (finish: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      finish();
    };
    const release = (): void => {
      if (buffer !== EMPTY) memory.give(buffer);
      buffer = EMPTY;
    };
    const refuse = (failure: ExportFailure): void => {
      settle(() => reject(failure));
      release();
      // A late reset must not become an unhandled error event.
      request.on('error', () => {}).resume();
    };
    const onData = (chunk: Buffer): void => {
      receivedBytes += chunk.length;
      try {
        if (receivedBytes > maxBytes) throw tooLarge(maxBytes);
        allowance.take(chunk.length);
        const before = receivedBytes - chunk.length;
        if (receivedBytes > buffer.length) {
          const larger = memory.take(Math.max(receivedBytes, Math.min(declaredBytes, maxBytes)));
          larger.set(buffer.subarray(0, before));
          release();
          buffer = larger;
        }
        buffer.set(chunk, before);
      } catch (error) {
        refuse(toExportFailure(error));
      }
    };
    const onEnd = (): void => {
      settle(() => resolve({ bytes: buffer.subarray(0, receivedBytes), release }));
    };
    const onGone = (): void => {
      settle(() => reject(new ExportFailure('cancelled', 'the sender went away')));
      release();
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    if (declaredBytes > maxBytes) refuse(tooLarge(maxBytes));
  });
}
