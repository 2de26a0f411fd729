// Whether ingest slows down as data grow: one load without a break, and its rate when few and when many
// spans are stored.

import { type CountSample, rateBetween } from '../measure/rate-between.ts';
import { protocolByName } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';
import { withProduct } from './product.ts';
import { storedByMetrics } from './store-watch.ts';

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
}

export interface GrowResult {
  readonly windowSpans: number;
  readonly rates: readonly GrowRate[];
  /** With many ÷ with few. */
  readonly acknowledgedRatio: number;
  readonly storedRatio: number;
  readonly seconds: number;
  readonly retries: number;
}

/** Rates in between, for the shape of the curve. */
const STEPS = 10;

export function benchGrow(options: GrowOptions): Promise<GrowResult> {
  const { profileDir } = options;
  return withProduct(profileDir === undefined ? {} : { profileDir }, async (product) => {
    const acknowledged: CountSample[] = [];
    const stored: CountSample[] = [];
    let sampling: Promise<void> | undefined;
    const sampleStored = async (): Promise<void> => {
      try {
        stored.push({ count: await storedByMetrics(product), atMs: performance.now() });
      } catch {
        // An answer that a busy server failed to give is one point less on the line.
      }
      sampling = undefined;
    };
    const sent = await runSender(
      {
        ...product.target,
        protocol: protocolByName('protobuf').name,
        // The window's end must be stored while the load is still on.
        spans: options.manySpans + 2 * options.windowSpans,
        inFlight: options.inFlight,
        seed: options.seed,
        times: 'live',
      },
      {
        onProgress(count) {
          acknowledged.push({ atMs: performance.now(), count });
          sampling ??= sampleStored();
        },
      },
    );
    await sampling;
    return describe(options, acknowledged, stored, sent);
  });
}

function describe(
  { fewSpans, manySpans, windowSpans }: GrowOptions,
  acknowledged: readonly CountSample[],
  stored: readonly CountSample[],
  { seconds, retries }: { readonly seconds: number; readonly retries: number },
): GrowResult {
  const rates = Array.from({ length: STEPS + 1 }, (_, step): GrowRate => {
    const spans = Math.round(fewSpans + ((manySpans - fewSpans) * step) / STEPS);
    return {
      spans,
      acknowledgedPerSecond: rateBetween(acknowledged, spans, spans + windowSpans),
      storedPerSecond: rateBetween(stored, spans, spans + windowSpans),
    };
  });
  const [few, many] = [rates[0], rates.at(-1)];
  if (few === undefined || many === undefined) throw new Error('no rates were measured');
  return {
    windowSpans,
    rates,
    acknowledgedRatio: many.acknowledgedPerSecond / few.acknowledgedPerSecond,
    storedRatio: many.storedPerSecond / few.storedPerSecond,
    seconds,
    retries,
  };
}
