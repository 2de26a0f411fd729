// Reads a request's body once, whole, into one Buffer, and never more of it than allowed.

import type { IncomingMessage } from 'node:http';
import { ExportFailure, tooLarge } from './export-failure.ts';

/**
 * Rejects as `tooLarge` as soon as that is known, from the declared length or from what arrives, and
 * as `cancelled` when the sender goes away first. What is left unread flows away, so that the answer
 * reaches a sender that is still writing.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    const settle = (finish: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      finish();
    };
    const refuse = (): void => {
      settle(() => reject(tooLarge(maxBytes)));
      // A late reset must not become an unhandled error event.
      request.on('error', () => {}).resume();
    };
    const onData = (chunk: Buffer): void => {
      receivedBytes += chunk.length;
      if (receivedBytes > maxBytes) refuse();
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, receivedBytes)));
    const onGone = (): void => {
      settle(() => reject(new ExportFailure('cancelled', 'the sender went away')));
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) refuse();
  });
}
