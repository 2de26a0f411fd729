// One protocol's figures: a load as fast as it is taken, until it is stored and merged; then, under a
// second load, how soon a trace can be found.

import type { SendOptions, SendResult } from '../sender/messages.ts';
import type { Protocol } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';
import { type Freshness, measureFreshness } from './freshness.ts';
import { type Product, type ProductUsage, withProduct } from './product.ts';
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

/** CPU time per span, in microseconds. */
export interface CpuPerSpan {
  readonly server: number;
  readonly engine: number;
  readonly together: number;
}

export interface ProtocolResult {
  readonly protocol: Protocol['name'];
  readonly spans: number;
  readonly spansStored: number;
  /** Less than `spans` when compressed bodies were sent more than once. */
  readonly distinctSpans: number;
  /** Until the last acknowledgement, */
  readonly spansPerSecond: number;
  /** and until all of it can be found. */
  readonly spansFoundPerSecond: number;
  readonly retries: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly cpuAtAcknowledgement: CpuPerSpan;
  readonly cpuAtRest: CpuPerSpan;
  readonly senderCpu: number;
  /** Of all other processes, in cores, while the load lasted: a quiet machine has none. */
  readonly otherCores: number;
  readonly peakBytes: { readonly server: number; readonly engine: number; readonly sender: number };
  readonly wireBytesPerSpan: number;
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
      const loaded = await measureLoad(product, store, protocol, options);
      if (options.freshnessSeconds === 0) return loaded;
      const { freshnessSpansPerSecond: spansPerSecond } = options;
      const load: SendOptions = {
        ...sendOptions(product, protocol, options),
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
  { target }: Product,
  protocol: Protocol,
  { spans, inFlight, seed }: ProtocolOptions,
): SendOptions {
  const { name } = protocol;
  const load = { protocol: name, workload: 'canonical', spans, inFlight, seed } as const;
  return { ...target, ...load, times: 'last-hour' };
}

interface Moments {
  readonly before: ProductUsage;
  readonly acknowledged: ProductUsage;
  readonly atRest: ProductUsage;
  readonly secondsUntilFound: number;
}

async function measureLoad(
  product: Product,
  store: StoreWatch,
  protocol: Protocol,
  options: ProtocolOptions,
): Promise<ProtocolResult> {
  let before = product.usage();
  let startMs = performance.now();
  const sent = await runSender(sendOptions(product, protocol, options), {
    onReady() {
      before = product.usage();
      startMs = performance.now();
    },
  });
  const acknowledged = product.usage();
  await store.untilStored(sent.distinctSpans ?? sent.spans);
  const secondsUntilFound = (performance.now() - startMs) / 1000;
  await store.untilAtRest();
  const moments = { before, acknowledged, atRest: product.usage(), secondsUntilFound };
  return describe(protocol, sent, moments, store);
}

async function describe(
  protocol: Protocol,
  sent: SendResult,
  { before, acknowledged, atRest, secondsUntilFound }: Moments,
  store: StoreWatch,
): Promise<ProtocolResult> {
  const { spans } = sent;
  const spansStored = await store.spans();
  const disk = await store.disk();
  await store.mergeAll();
  const merged = await store.disk();
  const perStored = (bytes: number) => bytes / spansStored;
  const cpu = cpuSeconds(before, acknowledged);
  const othersSeconds =
    acknowledged.machineCpuSeconds -
    before.machineCpuSeconds -
    (cpu.server + cpu.engine + sent.cpuSeconds);
  return {
    protocol: protocol.name,
    spans,
    spansStored,
    distinctSpans: sent.distinctSpans ?? spans,
    spansPerSecond: spans / sent.seconds,
    spansFoundPerSecond: spans / secondsUntilFound,
    retries: sent.retries,
    latencyMs: sent.latencyMs,
    cpuAtAcknowledgement: perSpan(cpu, spans),
    cpuAtRest: perSpan(cpuSeconds(before, atRest), spans),
    senderCpu: (1e6 * sent.cpuSeconds) / spans,
    otherCores: Math.max(0, othersSeconds) / sent.seconds,
    peakBytes: {
      server: atRest.server.peakBytes,
      engine: atRest.engine.peakBytes,
      sender: sent.peakBytes,
    },
    wireBytesPerSpan: sent.wireBytes / spans,
    diskBytesPerSpan: perStored(disk.bytes),
    diskBytesPerSpanByTable: Object.fromEntries(
      Object.entries(disk.bytesByTable).map(([table, bytes]) => [table, perStored(bytes)]),
    ),
    parts: disk.parts,
    diskBytesPerSpanForcedMerge: perStored(merged.bytes),
  };
}

interface CpuSeconds {
  readonly server: number;
  readonly engine: number;
}

function cpuSeconds(from: ProductUsage, to: ProductUsage): CpuSeconds {
  return {
    server: to.server.cpuSeconds - from.server.cpuSeconds,
    engine: to.engine.cpuSeconds - from.engine.cpuSeconds,
  };
}

function perSpan({ server, engine }: CpuSeconds, spans: number): CpuPerSpan {
  const micros = (seconds: number) => (1e6 * seconds) / spans;
  return { server: micros(server), engine: micros(engine), together: micros(server + engine) };
}
