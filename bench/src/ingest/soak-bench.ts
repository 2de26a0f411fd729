// Whether memory stays flat under a load that lasts: the resident memory of server and engine over time.

import { percentiles } from '../measure/percentiles.ts';
import { otlpTo, type Protocol, protocolByName } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';
import { withProduct } from './product.ts';

const MAX_SPANS = Number.MAX_SAFE_INTEGER;
const TENTHS = 10;

export interface SoakOptions {
  readonly protocol: Protocol['name'];
  readonly seconds: number;
  /** At most; as many as are taken when not given. */
  readonly spansPerSecond?: number;
  readonly inFlight: number;
  readonly seed: number;
}

export interface MemoryOverTime {
  /** The median of each tenth of the time. */
  readonly medianBytes: readonly number[];
  readonly peakBytes: number;
  /** Of the straight line that fits the second half best. */
  readonly growthBytesPerHour: number;
}

export interface SoakResult {
  readonly protocol: Protocol['name'];
  readonly seconds: number;
  readonly spans: number;
  readonly spansPerSecond: number;
  readonly retries: number;
  readonly server: MemoryOverTime;
  readonly engine: MemoryOverTime;
}

export interface MemorySample {
  readonly atMs: number;
  readonly bytes: number;
}

export function benchSoak(options: SoakOptions): Promise<SoakResult> {
  return withProduct({}, async (product) => {
    const server: MemorySample[] = [];
    const engine: MemorySample[] = [];
    const { protocol, seconds, spansPerSecond, inFlight, seed } = options;
    const sent = await runSender(
      {
        ...otlpTo(product, protocolByName(protocol), 'canonical'),
        spans: MAX_SPANS,
        maxSeconds: seconds,
        ...(spansPerSecond === undefined ? {} : { spansPerSecond }),
        inFlight,
        seed,
        times: 'live',
      },
      {
        onProgress() {
          const atMs = performance.now();
          const usage = product.usage();
          server.push({ atMs, bytes: usage.server.residentBytes });
          engine.push({ atMs, bytes: usage.engine.residentBytes });
        },
      },
    );
    const peaks = product.usage();
    return {
      protocol,
      seconds: sent.seconds,
      spans: sent.spans,
      spansPerSecond: sent.spans / sent.seconds,
      retries: sent.retries,
      server: overTime(server, peaks.server.peakBytes),
      engine: overTime(engine, peaks.engine.peakBytes),
    };
  });
}

export function overTime(samples: readonly MemorySample[], peakBytes: number): MemoryOverTime {
  const medianBytes = Array.from({ length: TENTHS }, (_, tenth) => {
    const at = (share: number) => Math.floor((samples.length * share) / TENTHS);
    return percentiles(samples.slice(at(tenth), at(tenth + 1)).map(({ bytes }) => bytes)).p50;
  });
  const secondHalf = samples.slice(Math.floor(samples.length / 2));
  return { medianBytes, peakBytes, growthBytesPerHour: 3_600_000 * slope(secondHalf) };
}

/** Bytes per millisecond, by least squares. */
function slope(samples: readonly MemorySample[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanMs = mean(samples.map(({ atMs }) => atMs));
  const meanBytes = mean(samples.map(({ bytes }) => bytes));
  let covariance = 0;
  let variance = 0;
  for (const { atMs, bytes } of samples) {
    covariance += (atMs - meanMs) * (bytes - meanBytes);
    variance += (atMs - meanMs) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}
