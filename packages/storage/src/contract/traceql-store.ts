// What TraceQL asks of the store: queries that are parsed and checked, times in nanoseconds since the epoch, and
// answers in the language's own values. No text to interpret and nothing of any wire format.

import type { FieldTally } from '@throughline/traceql/eval/metrics/compare-series';
import type { Label, Series } from '@throughline/traceql/eval/metrics/series';
import type { TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { Value } from '@throughline/traceql/eval/value';
import type { SearchPlan } from '@throughline/traceql/plan/plan-search';
import type {
  AttributeScope,
  Pipeline,
  Query,
  SpansetFilter,
} from '@throughline/traceql/syntax/ast';

/** Without a start or an end the range is open on that side. */
export interface TimeRange {
  /** Inclusive. */
  readonly startNs?: bigint;
  /** Exclusive. */
  readonly endNs?: bigint;
}

/** What a query may cost. What is reached ends it, with what was found until then. */
export interface QueryLimits {
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
}

/** Always descending: newest first, longest first, …; ties by trace id, descending. */
export type TraceOrder = 'start' | 'duration' | 'spans' | 'errors';

/** Where a page ended: the last trace's value of what is ordered by (ns or a count), and its id. */
export interface TracePosition {
  readonly value: bigint;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
}

/** A trace is in the range when it starts within it; the whole of it is then looked at. */
export interface TraceqlSearch {
  readonly query: Query;
  readonly range: TimeRange;
  readonly order: TraceOrder;
  /** Traces of one page. */
  readonly limit: number;
  /** Spans told of each spanset; `matched` counts all of them. */
  readonly spansPerSpanset: number;
  readonly after?: TracePosition;
  /**
   * The page comes first; then all that there are of all pages are counted, in what is left of the time.
   * Without, the total is what the search came by on its way.
   */
  readonly countAll?: boolean;
  readonly limits: QueryLimits;
}

export interface FoundSpan {
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  readonly startNs: bigint;
  readonly durationNs: bigint;
  /** What the query speaks of (`requestedFields`), by canonical name; what a span lacks is left out. */
  readonly fields: readonly Label[];
}

export interface FoundSpanset {
  readonly matched: number;
  /** By start, ties by id. */
  readonly spans: readonly FoundSpan[];
  /** What stages said of the set: `by(name)`, `avg(duration)`. */
  readonly attributes: readonly Label[];
}

export interface FoundTrace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly rootService: string;
  readonly rootName: string;
  /** False: no span without a parent has arrived; the earliest span stands in. */
  readonly hasRoot: boolean;
  readonly spanCount: number;
  readonly errorCount: number;
  /** By span count, largest first. */
  readonly services: readonly ServiceShare[];
  readonly spansets: readonly FoundSpanset[];
}

export interface ServiceShare {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** Why an answer is not all there is. */
export interface Incomplete {
  readonly limit: 'time' | 'memory' | 'series';
  /** One sentence that names the limit and its value. */
  readonly message: string;
}

export interface ReadStatistics {
  readonly inspectedTraces: number;
  readonly inspectedSpans: number;
  readonly inspectedBytes: number;
}

export interface TraceqlSearchAnswer {
  readonly traces: readonly FoundTrace[];
  /** Where to go on; undefined: there are no more. */
  readonly next?: TracePosition;
  /** Of all pages. A bound is never more than there are. */
  readonly total: { readonly count: number; readonly isExact: boolean };
  readonly incomplete?: Incomplete;
  readonly statistics: ReadStatistics;
}

/** What a search would do, and why it takes as long as it does. */
export interface TraceqlExplanation {
  readonly plan: SearchPlan;
  readonly statements: readonly ExplainedStatement[];
}

export interface ExplainedStatement {
  readonly purpose: string;
  readonly sql: string;
  /** What the names in the text stand for. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The engine's own account of the indexes it uses and of how much they leave to read. */
  readonly indexes: readonly string[];
}

export interface TraceqlMetrics {
  readonly query: Query;
  readonly grid: TimeGrid;
  /** At most so many; 0: none. */
  readonly exemplars: number;
  /** At most so many, the first by their labels. */
  readonly maxSeries: number;
  readonly limits: QueryLimits;
}

/** One span behind a point. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  /** Of the span's start. */
  readonly timestampMs: number;
  /** Of what is aggregated, durations in seconds; of the series at that time where nothing is. */
  readonly value: number;
  readonly labels: readonly Label[];
}

export interface SeriesWithExemplars extends Omit<Series, 'exemplars'> {
  readonly exemplars: readonly Exemplar[];
}

export interface TraceqlMetricsAnswer {
  readonly series: readonly SeriesWithExemplars[];
  readonly incomplete?: Incomplete;
  readonly statistics: ReadStatistics;
}

/** Two groups of spans that are held against one another: those of a selection, and the others. */
export interface CohortsRequest {
  /** Which spans there are at all. */
  readonly pipeline: Pipeline;
  readonly selection: SpansetFilter;
  /** When spans of the selection start; undefined: at any time of the range. */
  readonly window?: { readonly startNs: bigint; readonly endNs: bigint };
  /** One interval. */
  readonly grid: TimeGrid;
  /** Of each side as many spans are looked at, about, chosen by a hash of their ids. */
  readonly sampleSpans: number;
  /** To read what spans say is what costs: it is read of so many, about, and whole blocks of storage are left out. */
  readonly readSpans: number;
  readonly limits: QueryLimits;
}

export interface Cohort {
  /** All there are; of a part of the traces when `isExact` is false. */
  readonly spans: number;
  readonly isExact: boolean;
  /** Those of which the fields were counted. */
  readonly sampledSpans: number;
}

export interface CohortsAnswer {
  readonly selection: Cohort;
  readonly baseline: Cohort;
  /** Counted over the sampled spans; of a field the values that differ most. */
  readonly fields: readonly FieldTally[];
  readonly incomplete?: Incomplete;
  readonly statistics: ReadStatistics;
}

/** `any`: of every scope. `instrumentation` is the scope that made a span. */
export interface NamesRequest {
  readonly scope: AttributeScope;
  readonly range: TimeRange;
  /** Begins with, whatever the case. */
  readonly prefix?: string;
  /** Only of spans that one of these filters takes; undefined: of all. */
  readonly narrowedBy?: Query;
  readonly limit: number;
}

export interface AttributeName {
  readonly scope: Exclude<AttributeScope, 'any'>;
  readonly name: string;
  /** Spans (or events, links, …) that have it; counted over a part when `isEstimate` of the answer says so. */
  readonly count: number;
}

export interface ValuesRequest {
  /** An attribute or an intrinsic, by canonical name: `.x`, `span.x`, `status`, `rootName`. */
  readonly field: string;
  readonly range: TimeRange;
  readonly prefix?: string;
  readonly narrowedBy?: Query;
  readonly limit: number;
}

export interface AttributeValueCount {
  readonly value: Value;
  readonly count: number;
}

export interface Completions<T> {
  /** Most frequent first, ties by name. */
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** Counts come from a part of the data. */
  readonly isEstimate: boolean;
}

export interface TraceqlStore {
  /**
   * `onProgress` hears of traces as they are found, each once, in the order of the answer, and of what has
   * been read, also while none is found. Rejects with
   * TraceqlError when the query is none for traces, with StoreUnavailableError when the engine is away; an
   * aborted `signal` ends the work in the engine too.
   */
  search(
    request: TraceqlSearch,
    signal?: AbortSignal,
    onProgress?: (found: readonly FoundTrace[], statistics: ReadStatistics) => void,
  ): Promise<TraceqlSearchAnswer>;

  explain(request: TraceqlSearch, signal?: AbortSignal): Promise<TraceqlExplanation>;

  metrics(request: TraceqlMetrics, signal?: AbortSignal): Promise<TraceqlMetricsAnswer>;

  cohorts(request: CohortsRequest, signal?: AbortSignal): Promise<CohortsAnswer>;

  attributeNames(request: NamesRequest, signal?: AbortSignal): Promise<Completions<AttributeName>>;

  attributeValues(
    request: ValuesRequest,
    signal?: AbortSignal,
  ): Promise<Completions<AttributeValueCount>>;
}
