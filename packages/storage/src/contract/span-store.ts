// What the rest of the product knows of storage: write spans durably, find them, read them back.
// `openSpanStore` (open-span-store.ts) gives the ClickHouse implementation.

import type { OperationSummary, ServiceSummary } from '@throughline/model/api/services';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { CallCounter } from './call-counter.ts';
import type { DependenciesAnswer } from './dependencies.ts';
import type { DiskUsage, DiskUsageRequest } from './disk-usage.ts';
import type { EngineFigures } from './engine-figures.ts';
import type { RollupBin, RollupsRequest } from './rollups.ts';
import type {
  FiguresAnswer,
  FiguresRequest,
  OperationFiguresAnswer,
  OperationFiguresRequest,
} from './service-figures.ts';
import type { ServiceMap, ServiceMapRequest } from './service-map.ts';
import type { VersionsAnswer, VersionsRequest } from './service-versions.ts';
import type { TraceParts } from './trace-parts.ts';
import type { QueryLimits, TimeRange, TraceqlStore } from './traceql-store.ts';
import type { VerdictStore } from './verdict-store.ts';

export interface StoreHealth {
  readonly ready: boolean;
  /** One sentence when not ready. */
  readonly reason?: string;
  readonly engineVersion?: string;
}

export interface SpanStore {
  /**
   * Runs `decode` at once, which appends spans to the open batch, and resolves when they are on disk:
   * whatever dies after that, they are stored, once, and can be found within a second while the engine
   * runs. An error thrown by `decode` takes back what it had appended and rejects with that error.
   * Rejects with StoreUnavailableError when there is no room on disk (nothing was acknowledged; the
   * sender should retry) and with StoreOverloadedError when too many bytes are in flight.
   *
   * `bodyBytes`: size of the decoded body, for admission.
   */
  append(bodyBytes: number, decode: (batch: SpanBatch) => AppendOutcome): Promise<AppendOutcome>;

  /** Resolves when everything that was acknowledged before can be found. */
  drained(): Promise<void>;

  services(signal?: AbortSignal): Promise<ServiceSummary[]>;
  operations(service: string | undefined, signal?: AbortSignal): Promise<OperationSummary[]>;

  /** Which services call which; of spans that start in the range. */
  dependencies(
    request: { readonly range: TimeRange; readonly limits: QueryLimits },
    signal?: AbortSignal,
  ): Promise<DependenciesAnswer>;

  /** Who calls whom, also what sends no spans. Rejects with QueryLimitError. */
  serviceMap(request: ServiceMapRequest, signal?: AbortSignal): Promise<ServiceMap>;

  /** Rejects with QueryLimitError. */
  diskUsage(request: DiskUsageRequest, signal?: AbortSignal): Promise<DiskUsage>;

  /** By service, operation and age. */
  rollups(request: RollupsRequest, signal?: AbortSignal): Promise<readonly RollupBin[]>;

  /** Rate, errors and duration of every service of a range. */
  serviceFigures(request: FiguresRequest, signal?: AbortSignal): Promise<FiguresAnswer>;
  /** Of one service, and of each of its operations. */
  operationFigures(
    request: OperationFiguresRequest,
    signal?: AbortSignal,
  ): Promise<OperationFiguresAnswer>;
  serviceVersions(request: VersionsRequest, signal?: AbortSignal): Promise<VersionsAnswer>;

  readonly traceql: TraceqlStore;

  readonly calls: CallCounter;

  /** What the analysis says of traces. */
  readonly verdicts: VerdictStore;

  /** All spans of a trace ordered by start time, duplicates removed; undefined when none. */
  trace(traceId: Uint8Array, signal?: AbortSignal): Promise<SpanBatch | undefined>;

  /** All spans of several traces, in batches of whole traces; those that are not there are left out. */
  traces(request: TracesRequest, signal?: AbortSignal): Promise<readonly SpanBatch[]>;

  /**
   * Which spans of these traces (hex) are stored, as `spanKeyOfRow` writes them: for whoever wants to store nothing
   * twice.
   */
  storedSpans(traceIds: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>>;

  /** Of one trace, which may be too large to be read as a whole. */
  readonly traceParts: TraceParts;

  /** Whether the engine answers, which takes as long as it takes. */
  health(): Promise<StoreHealth>;

  /** Why spans will soon be refused; undefined while there is ample room. Asks no engine. */
  alarm(): Promise<string | undefined>;

  /** Figures for /metrics. */
  writeStats(): WriteStats;

  /** Asks the engine, which takes as long as it takes: bound it by the signal. */
  engineFigures(signal?: AbortSignal): Promise<EngineFigures>;

  /**
   * Takes nothing more, waits until everything can be found or `timeoutMs` have passed, and closes. What
   * the engine does not have by then is stored at the next start.
   */
  close(timeoutMs: number): Promise<void>;
}

export interface TracesRequest {
  /** 32 lower-case hex digits each. All of their spans are in memory together: choose so that they fit. */
  readonly traceIds: readonly string[];
  readonly limits: QueryLimits;
}

export interface WriteStats {
  readonly spansStored: number;
  readonly inserts: number;
  readonly insertFailures: number;
  readonly bytesInFlight: number;
  readonly maxBytesInFlight: number;
  readonly spool: SpoolStats;
}

/** The files between acknowledging and storing. */
export interface SpoolStats {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly segments: number;
  readonly oldestAgeMs: number;
  /** Files set aside since the start, because the engine would never take them. */
  readonly rejectedSegments: number;
  /** All that is set aside, from before the start too; it counts towards `maxBytes`. */
  readonly rejectedBytes: number;
  /** Of the disk, when it was last asked for. */
  readonly freeBytes: number;
}
