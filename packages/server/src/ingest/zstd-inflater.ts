// zstd for request bodies. Node has it only from 22.15 on, so a decompressor in JavaScript does it; a
// hostile body can keep that one busy for minutes without output, so it works in a thread of its own
// and against a clock. The thread starts with the first zstd body; most senders never use it.

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { ExportFailure, tooLarge } from './export-failure.ts';
import { checkZstdFrames } from './zstd-frames.ts';

/** A hundred times what the largest allowed body of an honest sender takes. */
const INFLATE_TIMEOUT_MS = 10_000;

/** Beyond it, senders are better off retrying than waiting: the thread takes one at a time. */
const MAX_WAITING = 64;

const BUSY_RETRY_AFTER_MS = 1000;

/** Plain CommonJS, because it runs as it stands here, from source and from the bundle. */
const THREAD_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { Decompress } = require(workerData.fzstdPath);

function inflate(bytes, maxBytes) {
  const chunks = [];
  let producedBytes = 0;
  let isTooLarge = false;
  const stream = new Decompress((chunk) => {
    producedBytes += chunk.length;
    isTooLarge = producedBytes > maxBytes;
    if (isTooLarge) throw new Error('too large');
    chunks.push(chunk);
  });
  try {
    stream.push(bytes, true);
  } catch (error) {
    return { isTooLarge, error: String(error.message) };
  }
  const output = new Uint8Array(producedBytes);
  let at = 0;
  for (const chunk of chunks) {
    output.set(chunk, at);
    at += chunk.length;
  }
  return { isTooLarge, output };
}

parentPort.on('message', ({ bytes, maxBytes }) => {
  const answer = inflate(bytes, maxBytes);
  parentPort.postMessage(answer, answer.output === undefined ? [] : [answer.output.buffer]);
});
`;

interface ThreadAnswer {
  readonly isTooLarge: boolean;
  readonly error?: string;
  readonly output?: Uint8Array;
}

interface Job {
  readonly body: Buffer;
  readonly maxBytes: number;
  readonly resolve: (output: Uint8Array) => void;
  readonly reject: (failure: ExportFailure) => void;
}

export class ZstdInflater {
  private readonly timeoutMs: number;
  private readonly waiting: Job[] = [];
  private running: Job | undefined;
  private thread: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number = INFLATE_TIMEOUT_MS) {
    this.timeoutMs = timeoutMs;
  }

  /** Rejects with an ExportFailure: `malformed`, `tooLarge`, or `overloaded` when many wait. */
  async inflate(body: Buffer, maxBytes: number): Promise<Uint8Array> {
    checkZstdFrames(body, maxBytes);
    if (this.waiting.length >= MAX_WAITING) {
      throw new ExportFailure('overloaded', 'too many zstd bodies wait for decompression', {
        retryAfterMs: BUSY_RETRY_AFTER_MS,
      });
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ body, maxBytes, resolve, reject });
      this.runNext();
    });
  }

  /** Ends the thread; what is still waiting is told to come back. */
  async close(): Promise<void> {
    const failure = new ExportFailure('unavailable', 'the server is stopping', {
      retryAfterMs: BUSY_RETRY_AFTER_MS,
    });
    for (const job of this.waiting.splice(0)) job.reject(failure);
    this.finish((job) => job.reject(failure));
    await this.discardThread();
  }

  private runNext(): void {
    if (this.running !== undefined) return;
    const job = this.waiting.shift();
    if (job === undefined) return;
    this.running = job;
    this.timer = setTimeout(() => this.abandon('it takes too long'), this.timeoutMs);
    // A copy of its own: a body may be a slice of a buffer that others use.
    const bytes = new Uint8Array(job.body);
    this.thread ??= this.startThread();
    this.thread.postMessage({ bytes, maxBytes: job.maxBytes }, [bytes.buffer]);
  }

  private startThread(): Worker {
    const require = createRequire(import.meta.url);
    const thread = new Worker(THREAD_SOURCE, {
      eval: true,
      workerData: { fzstdPath: require.resolve('fzstd') },
    });
    // It must not keep the process alive; what waits for it does that.
    thread.unref();
    thread.on('message', (answer: ThreadAnswer) => {
      this.finish((job) => settle(job, answer));
      this.runNext();
    });
    thread.on('error', (error) => {
      if (this.thread === thread) this.abandon(error.message);
    });
    return thread;
  }

  /** Gives up on the running job together with its thread. */
  private abandon(reason: string): void {
    void this.discardThread();
    this.finish((job) => job.reject(malformed(reason)));
    this.runNext();
  }

  private finish(answer: (job: Job) => void): void {
    clearTimeout(this.timer);
    const job = this.running;
    this.running = undefined;
    if (job !== undefined) answer(job);
  }

  private async discardThread(): Promise<void> {
    const thread = this.thread;
    this.thread = undefined;
    thread?.removeAllListeners('message');
    await thread?.terminate();
  }
}

function settle(job: Job, answer: ThreadAnswer): void {
  if (answer.output !== undefined) job.resolve(answer.output);
  else if (answer.isTooLarge) job.reject(tooLarge(job.maxBytes));
  else job.reject(malformed(answer.error ?? 'unknown'));
}

function malformed(reason: string): ExportFailure {
  return new ExportFailure('malformed', `the body cannot be decompressed as zstd: ${reason}`);
}
