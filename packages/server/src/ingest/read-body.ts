// Reads a request's body once, whole, into one Buffer, and never more of it than allowed.

import type { IncomingMessage } from 'node:http';
import type { BodyAllowance } from './body-budget.ts';
import { ExportFailure, toExportFailure, tooLarge } from './export-failure.ts';

/**
 * Rejects as `tooLarge` as soon as that is known, from the declared length or from what arrives, as
 * `overloaded` when the allowance ends, and as `cancelled` when the sender goes away first. What is
 * left unread flows away, so that the answer reaches a sender that is still writing.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  allowance: BodyAllowance,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    const settle = (finish: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      finish();
    };
    const refuse = (failure: ExportFailure): void => {
      settle(() => reject(failure));
      // A late reset must not become an unhandled error event.
      request.on('error', () => {}).resume();
    };
    const onData = (chunk: Buffer): void => {
      receivedBytes += chunk.length;
      try {
        if (receivedBytes > maxBytes) throw tooLarge(maxBytes);
        allowance.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        refuse(toExportFailure(error));
      }
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, receivedBytes)));
    const onGone = (): void => {
      settle(() => reject(new ExportFailure('cancelled', 'the sender went away')));
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) refuse(tooLarge(maxBytes));
  });
}
