// The sender's own process: keeps a fixed number of requests in flight until all spans are acknowledged,
// and says how far it is. Its only argument is SendOptions as JSON.

import { setTimeout as delay } from 'node:timers/promises';
import { percentiles } from '../measure/percentiles.ts';
import { SPANS_PER_BODY } from '../workload/canonical-workload.ts';
import { createRandom } from '../workload/random.ts';
import { type BodySource, createBodySource } from './body-source.ts';
import type { SenderMessage, SendOptions, SendResult } from './messages.ts';
import { type Lane, openLane } from './transport.ts';

/** A refused request is sent again after this. */
const RETRY_MS = 200;
const PROGRESS_MS = 100;
/** A load that ends by time has no known number of bodies to make beforehand. */
const BODIES_OF_TIMED_LOAD = 500;
const HOUR_MS = 3_600_000;

function tell(message: SenderMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** Where the times of body number `index` of `requests` end. */
function timesOf({ times }: SendOptions, requests: number): (index: number) => bigint {
  if (times === 'live') return nowNs;
  const endMs = times === 'last-hour' ? Date.now() : times.endMs;
  const startMs = times === 'last-hour' ? endMs - HOUR_MS : times.startMs;
  const startNs = BigInt(startMs) * 1_000_000n;
  const lengthNs = BigInt(endMs - startMs) * 1_000_000n;
  return (index) => startNs + (lengthNs * BigInt(index)) / BigInt(requests);
}

class Sending {
  private readonly options: SendOptions;
  private readonly source: BodySource;
  private readonly endNsOf: (index: number) => bigint;
  private readonly requests: number;
  private readonly latencies: number[] = [];
  private readonly startMs = performance.now();
  private started = 0;
  private acknowledged = 0;
  private retries = 0;
  private wireBytes = 0;

  constructor(options: SendOptions, source: BodySource, endNsOf: (index: number) => bigint) {
    this.options = options;
    this.source = source;
    this.endNsOf = endNsOf;
    this.requests = Math.ceil(options.spans / SPANS_PER_BODY);
  }

  async run(lanes: readonly Lane[]): Promise<SendResult> {
    const cpuBefore = process.cpuUsage();
    const progress = setInterval(
      () => tell({ kind: 'progress', spans: this.acknowledged }),
      PROGRESS_MS,
    );
    await Promise.all(lanes.map((lane) => this.keepSending(lane)));
    clearInterval(progress);
    tell({ kind: 'progress', spans: this.acknowledged });
    const { user, system } = process.cpuUsage(cpuBefore);
    const { distinctSpans } = this.source;
    const { p50, p99 } = percentiles(this.latencies);
    return {
      spans: this.acknowledged,
      ...(distinctSpans === undefined || distinctSpans >= this.acknowledged
        ? {}
        : { distinctSpans }),
      seconds: this.elapsedSeconds(),
      wireBytes: this.wireBytes,
      retries: this.retries,
      latencyMs: { p50, p99 },
      cpuSeconds: (user + system) / 1e6,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    };
  }

  private elapsedSeconds(): number {
    return (performance.now() - this.startMs) / 1000;
  }

  private isOver(): boolean {
    const { maxSeconds = Number.POSITIVE_INFINITY } = this.options;
    return this.started >= this.requests || this.elapsedSeconds() >= maxSeconds;
  }

  private async keepSending(lane: Lane): Promise<void> {
    while (!this.isOver()) {
      const index = this.started++;
      await this.untilDue(index);
      const body = this.source.take(this.endNsOf(index));
      this.wireBytes += body.bytes.length;
      for (;;) {
        const sentMs = performance.now();
        const isTaken = await lane.send(body.bytes);
        this.latencies.push(performance.now() - sentMs);
        if (isTaken) break;
        this.retries++;
        await delay(RETRY_MS);
      }
      this.acknowledged += body.spanCount;
      this.source.giveBack(body);
    }
  }

  private async untilDue(index: number): Promise<void> {
    const { spansPerSecond } = this.options;
    if (spansPerSecond === undefined) return;
    const dueSeconds = (index * SPANS_PER_BODY) / spansPerSecond;
    const waitMs = 1000 * (dueSeconds - this.elapsedSeconds());
    if (waitMs > 0) await delay(waitMs);
  }
}

async function main(options: SendOptions): Promise<void> {
  const { url, way, load, seed, maxSeconds } = options;
  const requests = Math.ceil(options.spans / SPANS_PER_BODY);
  const endNsOf = timesOf(options, requests);
  const random = createRandom(seed + 1);
  const source = await createBodySource({
    load,
    gzip: way.gzip,
    seed,
    random,
    requests: maxSeconds === undefined ? requests : Math.min(requests, BODIES_OF_TIMED_LOAD),
    endNsOf,
  });
  const lanes = Array.from({ length: options.inFlight }, () => openLane(way, new URL(url)));
  tell({ kind: 'ready' });
  const result = await new Sending(options, source, endNsOf).run(lanes);
  for (const lane of lanes) lane.close();
  tell({ kind: 'done', result });
}

await main(JSON.parse(process.argv[2] ?? '') as SendOptions);
