// What has come in lately, by protocol, for the status page: kept in this process, in bins of ten seconds for a quarter of
// an hour, with totals since the start. /metrics has the same counts for whoever keeps them longer.

import type {
  IngestMetrics,
  IngestOutcome,
  IngestProtocol,
  IngestRefusal,
  IngestReport,
} from './metrics.ts';

export const BIN_SECONDS = 10;
/** A quarter of an hour: what somebody looks at who has just changed a sender. */
export const BIN_COUNT = 90;
const BIN_MS = BIN_SECONDS * 1000;

/** Also of single spans, in requests that were taken. */
export type RefusalReason = IngestRefusal | 'invalid_span';

export interface Refusal {
  readonly reason: RefusalReason;
  readonly requests: number;
  readonly spans: number;
  readonly lastMs: number;
}

export interface ProtocolActivity {
  readonly protocol: IngestProtocol;
  readonly requests: number;
  readonly spans: number;
  readonly bytes: number;
  readonly refusedRequests: number;
  readonly refusedSpans: number;
  readonly lastMs: number | undefined;
  /** The latest first. */
  readonly refusals: readonly Refusal[];
  /** Oldest first, the last one of now. */
  readonly spansPerBin: readonly number[];
  readonly refusedPerBin: readonly number[];
}

export interface IngestActivity {
  /** The same metrics, that are also counted here. */
  watch(metrics: IngestMetrics): IngestMetrics;
  /** Protocols by which something has come. */
  protocols(): readonly ProtocolActivity[];
  /** When each bin begins. */
  timesMs(): readonly number[];
}

interface Counter {
  requests: number;
  spans: number;
  bytes: number;
  refusedRequests: number;
  refusedSpans: number;
  lastMs: number | undefined;
  readonly refusals: Map<RefusalReason, { requests: number; spans: number; lastMs: number }>;
  /** By number of bin since the epoch. */
  readonly spansOfBin: Map<number, number>;
  readonly refusedOfBin: Map<number, number>;
}

export function createIngestActivity(nowMs: () => number = Date.now): IngestActivity {
  const counters = new Map<IngestProtocol, Counter>();
  const binOf = (ms: number) => Math.floor(ms / BIN_MS);
  const of = (protocol: IngestProtocol): Counter => {
    const known = counters.get(protocol) ?? newCounter();
    counters.set(protocol, known);
    return known;
  };
  const bins = () => {
    const last = binOf(nowMs());
    return Array.from({ length: BIN_COUNT }, (_, at) => last - BIN_COUNT + 1 + at);
  };

  function report(protocol: IngestProtocol, ended: IngestReport): void {
    const counter = of(protocol);
    const now = nowMs();
    counter.requests++;
    counter.spans += ended.acceptedSpans;
    counter.bytes += ended.bytes;
    if (ended.acceptedSpans > 0) {
      counter.lastMs = now;
      addTo(counter.spansOfBin, binOf(now), ended.acceptedSpans);
    }
    if (ended.rejectedSpans > 0) refuse(protocol, 'invalid_span', 0, ended.rejectedSpans);
    if (isRefusal(ended.outcome)) {
      refuse(protocol, ended.outcome, 1, ended.receivedSpans - ended.rejectedSpans);
    }
  }

  function refuse(
    protocol: IngestProtocol,
    reason: RefusalReason,
    requests: number,
    spans: number,
  ): void {
    const counter = of(protocol);
    const now = nowMs();
    const refusal = counter.refusals.get(reason) ?? { requests: 0, spans: 0, lastMs: now };
    refusal.requests += requests;
    refusal.spans += spans;
    refusal.lastMs = now;
    counter.refusals.set(reason, refusal);
    counter.refusedRequests += requests;
    counter.refusedSpans += spans;
    if (requests > 0) addTo(counter.refusedOfBin, binOf(now), requests);
  }

  return {
    watch: (metrics) => ({
      ...metrics,
      begin(protocol) {
        const end = metrics.begin(protocol);
        return (ended) => {
          end(ended);
          report(protocol, ended);
        };
      },
      refused(protocol, reason) {
        metrics.refused(protocol, reason);
        refuse(protocol, reason, 1, 0);
      },
    }),
    protocols: () =>
      [...counters].map(([protocol, counter]) => ({
        ...counter,
        protocol,
        refusals: [...counter.refusals]
          .map(([reason, refusal]) => ({ reason, ...refusal }))
          .sort((a, b) => b.lastMs - a.lastMs),
        spansPerBin: bins().map((bin) => counter.spansOfBin.get(bin) ?? 0),
        refusedPerBin: bins().map((bin) => counter.refusedOfBin.get(bin) ?? 0),
      })),
    timesMs: () => bins().map((bin) => bin * BIN_MS),
  };
}

function newCounter(): Counter {
  return {
    requests: 0,
    spans: 0,
    bytes: 0,
    refusedRequests: 0,
    refusedSpans: 0,
    lastMs: undefined,
    refusals: new Map(),
    spansOfBin: new Map(),
    refusedOfBin: new Map(),
  };
}

function isRefusal(outcome: IngestOutcome): outcome is IngestRefusal {
  return outcome !== 'stored' && outcome !== 'partial';
}

/** Bins that are out of sight go, so that a map has at most as many as are shown. */
function addTo(bins: Map<number, number>, bin: number, count: number): void {
  bins.set(bin, (bins.get(bin) ?? 0) + count);
  for (const old of bins.keys()) {
    if (old > bin - BIN_COUNT) break;
    bins.delete(old);
  }
}
