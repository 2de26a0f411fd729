// What the rest of the product knows of verdicts: which traces have come to rest and wait for the analysis, what it
// said of them, and what is usual for endpoints. What a verdict means is not known here.

import type { CulpritKind } from '@throughline/model/api/analysis';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { FindingName } from '@throughline/model/span/finding-name';
import type { QueryLimits, TimeRange } from './traceql-store.ts';

/** Traces whose last span was received in [fromMs, untilMs), and that had none in the `restMs` after it. */
export interface RestWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly restMs: number;
}

export interface RestedCount {
  readonly traces: number;
  /** Received in the window or the rest after it. */
  readonly spans: number;
}

export interface RestedTrace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  /** The first on which a span was received: 2026-01-31, UTC. */
  readonly day: string;
  /** Received in the window; a trace that was at rest before has more. */
  readonly newSpans: number;
  /** It was analysed before, and counted in what is usual. */
  readonly wasUsual: boolean;
}

export interface RestedSpans {
  /** All spans of those that were read. */
  readonly batch: SpanBatch;
  /** Too large to be read here. */
  readonly tooLarge: readonly RestedTrace[];
}

export interface StoredFinding {
  readonly name: FindingName;
  readonly service: string;
  readonly operation: string;
  readonly costNs: number;
  readonly spanCount: number;
  readonly sentence: string;
}

export interface StoredCulprit {
  readonly kind: CulpritKind;
  readonly service: string;
  readonly operation: string;
  readonly sentence: string;
}

export interface Verdict {
  readonly traceId: string;
  readonly startNs: bigint;
  readonly rootService: string;
  readonly rootName: string;
  readonly spanCount: number;
  /** Whether it is counted in what is usual for its endpoint. */
  readonly isUsual: boolean;
  readonly culprit?: StoredCulprit;
  /** The most costly first. */
  readonly findings: readonly StoredFinding[];
}

/** Values by bucket; which bucket is which value is for whoever counts to know. */
export type BucketCounts = Readonly<Record<string, number>>;

/** What is usual of one path of operations of an endpoint, in one hour or several. */
export interface UsualPath {
  /** Empty: of the traces as a whole. */
  readonly path: string;
  readonly traces: number;
  readonly calls: number;
  readonly errors: number;
  readonly duration: BucketCounts;
  readonly pathTime: BucketCounts;
  readonly callsPerTrace: BucketCounts;
}

export interface UsualOfEndpoint {
  readonly service: string;
  readonly name: string;
  /** Seconds since the epoch, a whole hour. */
  readonly hourS: number;
  readonly paths: readonly UsualPath[];
}

/** What came of one window, or of a part of it. */
export interface AnalysedSlice {
  readonly verdicts: readonly (Verdict & Pick<RestedTrace, 'day'>)[];
  readonly usual: readonly UsualOfEndpoint[];
}

export interface FindingsRequest {
  readonly range: TimeRange;
  readonly service?: string;
  readonly name?: FindingName;
  /** Groups told, those in most traces first. */
  readonly maxGroups: number;
  /** Of each group, the latest. */
  readonly examples: number;
  readonly limits: QueryLimits;
}

export interface FindingExample {
  readonly traceId: string;
  readonly startNs: bigint;
  readonly rootService: string;
  readonly rootName: string;
  readonly costNs: number;
  readonly spanCount: number;
  readonly sentence: string;
}

export interface FindingGroup {
  readonly name: FindingName;
  readonly service: string;
  readonly operation: string;
  readonly traces: number;
  readonly costNs: number;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  readonly examples: readonly FindingExample[];
}

export interface FoundFindings {
  readonly groups: readonly FindingGroup[];
  readonly groupCount: number;
  /** Of every service; `name` and `service` of the request do not narrow it. */
  readonly byName: readonly {
    readonly name: FindingName;
    readonly traces: number;
    readonly costNs: number;
  }[];
  /** That start in the range, and of these the analysed ones. */
  readonly traces: number;
  readonly analysedTraces: number;
}

export interface VerdictStore {
  /** undefined: nothing was ever looked at. */
  analysedUntilMs(signal?: AbortSignal): Promise<number | undefined>;
  /** Never goes back. */
  saveProgress(untilMs: number): Promise<void>;
  /** When the first span was received from then on; undefined: there is none. */
  firstReceivedMs(fromMs: number, signal?: AbortSignal): Promise<number | undefined>;
  countRested(window: RestWindow, signal?: AbortSignal): Promise<RestedCount>;
  /** By the time they end; `share` of them, 0 to 1, chosen by a hash of the id. */
  rested(window: RestWindow, share: number, signal?: AbortSignal): Promise<RestedTrace[]>;
  /** In as many parts as are not too large. */
  spansOf(traces: readonly RestedTrace[], signal?: AbortSignal): AsyncIterable<RestedSpans>;
  /** A verdict takes the place of the one before; what is usual adds up. */
  save(slice: AnalysedSlice): Promise<void>;
  /** By trace id; traces that were not analysed have none. `sinceNs`: all of them start then or later. */
  verdicts(
    traceIds: readonly string[],
    sinceNs: bigint,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Verdict>>;
  /** Of the hours that begin in the range. */
  usual(
    endpoint: Pick<UsualOfEndpoint, 'service' | 'name'>,
    range: { readonly fromS: number; readonly untilS: number },
    signal?: AbortSignal,
  ): Promise<UsualPath[]>;
  findings(request: FindingsRequest, signal?: AbortSignal): Promise<FoundFindings>;
}
