// From the bytes of a trace to its model: at once when it is small, in a worker when it is large, so that
// the page can be used meanwhile.

import { modelOf, TraceFormatError } from './model-of-bytes.ts';
import type { TraceModel } from './trace-model.ts';
import type { TraceWorkerAnswer } from './trace-worker.ts';

/** About 10,000 spans, which take less than a frame's time to decode; a worker costs some 50 ms to start. */
const WORKER_FROM_BYTES = 200_000;

export function loadTrace(buffer: ArrayBuffer, signal: AbortSignal): Promise<TraceModel> {
  if (buffer.byteLength < WORKER_FROM_BYTES)
    return Promise.resolve(modelOf(new Uint8Array(buffer)));
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./trace-worker.ts', import.meta.url), { type: 'module' });
    const end = (finish: () => void): void => {
      worker.terminate();
      finish();
    };
    signal.addEventListener('abort', () => end(() => reject(signal.reason)), { once: true });
    worker.addEventListener('error', ({ message }) =>
      end(() => reject(new TraceFormatError(`The trace cannot be read: ${message}.`))),
    );
    worker.addEventListener('message', ({ data }: MessageEvent<TraceWorkerAnswer>) =>
      end(() => {
        if (data.trace !== undefined) resolve(data.trace);
        else reject(new TraceFormatError(data.failure));
      }),
    );
    worker.postMessage(buffer, [buffer]);
  });
}
