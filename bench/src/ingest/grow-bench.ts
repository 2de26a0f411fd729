// Whether ingest slows down as data grow: one load without a break, and its rate when few and when many
// spans are stored.

import { type CountSample, rateBetween } from '../measure/rate-between.ts';
import { otlpTo, protocolByName } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';
import { type Product, withProduct } from './product.ts';
import { storedByMetrics, watchStore } from './store-watch.ts';

export interface GrowOptions {
  readonly fewSpans: number;
  readonly manySpans: number;
  /** Spans over which each rate is taken. */
  readonly windowSpans: number;
  readonly inFlight: number;
  readonly seed: number;
  /** Where the server leaves a CPU profile, if anywhere. */
  readonly profileDir?: string;
}

export interface GrowRate {
  /** How many there were when the window began. */
  readonly spans: number;
  readonly acknowledgedPerSecond: number;
  readonly storedPerSecond: number;
  /** Of server and engine, merges meanwhile included; other work of the machine does not change it. */
  readonly cpuMicrosPerSpan: number;
}

export interface GrowResult {
  readonly windowSpans: number;
  readonly rates: readonly GrowRate[];
  /** With many ÷ with few. */
  readonly acknowledgedRatio: number;
  /** undefined when the windows are smaller than one insert: nothing, or all, was stored at once. */
  readonly storedRatio: number | undefined;
  /** With few ÷ with many, so that it compares with the rates. */
  readonly cpuRatio: number;
  /**
   * Acknowledged spans that were in the spool when the load ended. When they are more than a window, the
   * last stored rate was taken without load and says too much.
   */
  readonly waitingAtEnd: number;
  readonly seconds: number;
  readonly retries: number;
}

/** Rates in between, for the shape of the curve. */
const STEPS = 10;
const SAMPLE_MS = 100;

export function benchGrow(options: GrowOptions): Promise<GrowResult> {
  const { profileDir, manySpans, windowSpans, inFlight, seed } = options;
  return withProduct(profileDir === undefined ? {} : { profileDir }, async (product) => {
    const store = watchStore(product);
    const acknowledged: CountSample[] = [];
    const stored = sampleStored(product);
    try {
      const sent = await runSender(
        {
          ...otlpTo(product, protocolByName('protobuf'), 'canonical'),
          // The last window's end should be stored while the load is still on.
          spans: manySpans + 2 * windowSpans,
          inFlight,
          seed,
          times: 'live',
        },
        { onProgress: (count) => acknowledged.push({ atMs: performance.now(), count }) },
      );
      const waitingAtEnd = sent.spans - (await store.spans());
      await store.untilStored(sent.spans);
      await stored.stop();
      const { seconds, retries } = sent;
      return { ...describe(options, acknowledged, stored), waitingAtEnd, seconds, retries };
    } finally {
      await stored.stop();
      await store.close();
    }
  });
}

interface Sampler {
  readonly byTime: readonly CountSample[];
  /** The same counts, by the CPU time of server and engine. */
  readonly byCpu: readonly CountSample[];
  /** Takes a last sample. */
  stop(): Promise<void>;
}

function sampleStored(product: Product): Sampler {
  const byTime: CountSample[] = [];
  const byCpu: CountSample[] = [];
  let isAsking = false;
  const sample = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      const count = await storedByMetrics(product);
      const { server, engine } = product.usage();
      byTime.push({ count, atMs: performance.now() });
      byCpu.push({ count, atMs: 1000 * (server.cpuSeconds + engine.cpuSeconds) });
    } catch {
      // An answer that a busy server failed to give is one point less on the line.
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    byTime,
    byCpu,
    async stop() {
      clearInterval(timer);
      await sample();
    },
  };
}

function describe(
  { fewSpans, manySpans, windowSpans }: GrowOptions,
  acknowledged: readonly CountSample[],
  stored: Sampler,
): Omit<GrowResult, 'waitingAtEnd' | 'seconds' | 'retries'> {
  const rates = Array.from({ length: STEPS + 1 }, (_, step): GrowRate => {
    const spans = Math.round(fewSpans + ((manySpans - fewSpans) * step) / STEPS);
    return {
      spans,
      acknowledgedPerSecond: rateBetween(acknowledged, spans, spans + windowSpans),
      storedPerSecond: rateBetween(stored.byTime, spans, spans + windowSpans),
      cpuMicrosPerSpan: 1e6 / rateBetween(stored.byCpu, spans, spans + windowSpans),
    };
  });
  const [few, many] = [rates[0], rates.at(-1)];
  if (few === undefined || many === undefined) throw new Error('no rates were measured');
  return {
    windowSpans,
    rates,
    acknowledgedRatio: many.acknowledgedPerSecond / few.acknowledgedPerSecond,
    storedRatio: finite(many.storedPerSecond / few.storedPerSecond),
    cpuRatio: few.cpuMicrosPerSpan / many.cpuMicrosPerSpan,
  };
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
