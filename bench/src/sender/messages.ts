// What passes between a benchmark and its sender process: options in, lines of JSON out.

import type { Load } from './body-source.ts';
import type { Way } from './transport.ts';

export interface SendOptions {
  /** Of the listener that `way` names. */
  readonly url: string;
  readonly way: Way;
  readonly load: Load;
  /** Ends after this many spans, */
  readonly spans: number;
  /** or after this time. */
  readonly maxSeconds?: number;
  /** At most so many spans per second; as many as are taken when not given. */
  readonly spansPerSecond?: number;
  readonly inFlight: number;
  readonly seed: number;
  /** Those of the sending, or spread in order over the hour before the start or over a given time. */
  readonly times: 'live' | 'last-hour' | { readonly startMs: number; readonly endMs: number };
}

export interface SendResult {
  readonly spans: number;
  /** Undefined when all were; see BodySource. */
  readonly distinctSpans?: number;
  readonly seconds: number;
  readonly wireBytes: number;
  readonly retries: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export type SenderMessage =
  /** Making the workload is over: the clocks start. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly spans: number }
  | { readonly kind: 'done'; readonly result: SendResult };
