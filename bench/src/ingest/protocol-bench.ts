// One protocol's figures: a load as fast as it is taken, until it is stored and merged; then, under a
// second load, how soon a trace can be found.

import type { SendOptions } from '../sender/messages.ts';
import { otlpTo, type Protocol } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';
import { type Freshness, measureFreshness } from './freshness.ts';
import { type LoadFigures, measureLoad } from './measure-load.ts';
import { type Product, withProduct } from './product.ts';
import { type StoreWatch, watchStore } from './store-watch.ts';

/** No sender of ours is faster: a load that ends by time never ends by this. */
const MAX_SPANS_PER_SECOND = 1_000_000;

export interface ProtocolOptions {
  readonly spans: number;
  readonly inFlight: number;
  readonly seed: number;
  /** How long freshness is measured; 0 leaves it out. */
  readonly freshnessSeconds: number;
  /** Of the load meanwhile; as many as are taken when not given. */
  readonly freshnessSpansPerSecond?: number;
  /** Where the server leaves a CPU profile, if anywhere. */
  readonly profileDir?: string;
}

export interface ProtocolResult extends LoadFigures {
  readonly protocol: Protocol['name'];
  readonly spansStored: number;
  readonly diskBytesPerSpan: number;
  readonly diskBytesPerSpanByTable: Readonly<Record<string, number>>;
  readonly parts: number;
  readonly diskBytesPerSpanForcedMerge: number;
  readonly freshness?: Freshness;
}

export async function benchProtocol(
  protocol: Protocol,
  options: ProtocolOptions,
): Promise<ProtocolResult> {
  const { profileDir } = options;
  return withProduct(profileDir === undefined ? {} : { profileDir }, async (product) => {
    const store = watchStore(product);
    try {
      const sending = sendOptions(product, protocol, options);
      const figures = await measureLoad(product, store, sending);
      const loaded = { protocol: protocol.name, ...figures, ...(await diskFigures(store)) };
      if (options.freshnessSeconds === 0) return loaded;
      const { freshnessSpansPerSecond: spansPerSecond } = options;
      const load: SendOptions = {
        ...sending,
        spans: options.freshnessSeconds * MAX_SPANS_PER_SECOND,
        maxSeconds: options.freshnessSeconds,
        ...(spansPerSecond === undefined ? {} : { spansPerSecond }),
        times: 'live',
      };
      const freshness = await measureFreshness(product, (onReady) => runSender(load, { onReady }));
      return { ...loaded, freshness };
    } finally {
      await store.close();
    }
  });
}

function sendOptions(
  product: Product,
  protocol: Protocol,
  { spans, inFlight, seed }: ProtocolOptions,
): SendOptions {
  return { ...otlpTo(product, protocol, 'canonical'), spans, inFlight, seed, times: 'last-hour' };
}

async function diskFigures(store: StoreWatch) {
  const spansStored = await store.spans();
  const disk = await store.disk();
  await store.mergeAll();
  const merged = await store.disk();
  const perStored = (bytes: number) => bytes / spansStored;
  return {
    spansStored,
    diskBytesPerSpan: perStored(disk.bytes),
    diskBytesPerSpanByTable: Object.fromEntries(
      Object.entries(disk.bytesByTable).map(([table, bytes]) => [table, perStored(bytes)]),
    ),
    parts: disk.parts,
    diskBytesPerSpanForcedMerge: perStored(merged.bytes),
  };
}
