// One load as fast as it is taken, until it is stored and merged: its rate, and what it costs whom.

import type { SendOptions, SendResult } from '../sender/messages.ts';
import { runSender } from '../sender/run-sender.ts';
import type { Product, ProductUsage } from './product.ts';
import type { StoreWatch } from './store-watch.ts';

/** CPU time per span, in microseconds. */
export interface CpuPerSpan {
  readonly server: number;
  readonly engine: number;
  readonly together: number;
}

export interface LoadFigures {
  readonly spans: number;
  /** Less than `spans` when bodies were sent more than once. */
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
}

interface Moments {
  readonly before: ProductUsage;
  readonly acknowledged: ProductUsage;
  readonly atRest: ProductUsage;
  readonly secondsUntilFound: number;
}

/** Of a store that was empty before. */
export async function measureLoad(
  product: Product,
  store: StoreWatch,
  options: SendOptions,
): Promise<LoadFigures> {
  let before = product.usage();
  let startMs = performance.now();
  const sent = await runSender(options, {
    onReady() {
      before = product.usage();
      startMs = performance.now();
    },
  });
  const acknowledged = product.usage();
  await store.untilStored(sent.distinctSpans ?? sent.spans);
  const secondsUntilFound = (performance.now() - startMs) / 1000;
  await store.untilAtRest();
  return describe(sent, { before, acknowledged, atRest: product.usage(), secondsUntilFound });
}

function describe(
  sent: SendResult,
  { before, acknowledged, atRest, secondsUntilFound }: Moments,
): LoadFigures {
  const { spans } = sent;
  const cpu = cpuSeconds(before, acknowledged);
  const othersSeconds =
    acknowledged.machineCpuSeconds -
    before.machineCpuSeconds -
    (cpu.server + cpu.engine + sent.cpuSeconds);
  return {
    spans,
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
