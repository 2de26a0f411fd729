// What passes between a benchmark and its sender process: options in, lines of JSON out.

import type { Protocol } from './protocols.ts';
import type { Target } from './transport.ts';

export interface SendOptions extends Target {
  readonly protocol: Protocol['name'];
  /** Ends after this many spans, */
  readonly spans: number;
  /** or after this time. */
  readonly maxSeconds?: number;
  /** At most so many spans per second; as many as are taken when not given. */
  readonly spansPerSecond?: number;
  readonly inFlight: number;
  readonly seed: number;
  /** Whether times are spread, in order, over the hour before the start, or are those of the sending. */
  readonly times: 'last-hour' | 'live';
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
