// What the rest of the product knows of storage: write spans durably, find them, read them back.
// `openSpanStore` (open-span-store.ts) gives the ClickHouse implementation.

import type { SearchAnswer } from '@throughline/model/api/search';
import type { OperationSummary, ServiceSummary } from '@throughline/model/api/services';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { TraceSearch } from './trace-search.ts';

export interface StoreHealth {
  readonly ready: boolean;
  /** One sentence when not ready. */
  readonly reason?: string;
  readonly engineVersion?: string;
}

export interface SpanStore {
  /**
   * Runs `decode` at once, which appends spans to the open batch, and resolves when the engine has
   * acknowledged the insert that holds them. An error thrown by `decode` takes back what it had
   * appended and rejects with that error. Rejects with StoreUnavailableError when the engine did
   * not take the batch (nothing was acknowledged; the sender should retry) and with
   * StoreOverloadedError when too many bytes are in flight.
   *
   * `bodyBytes`: size of the decoded body, for admission.
   */
  append(bodyBytes: number, decode: (batch: SpanBatch) => AppendOutcome): Promise<AppendOutcome>;

  services(signal?: AbortSignal): Promise<ServiceSummary[]>;
  operations(service: string | undefined, signal?: AbortSignal): Promise<OperationSummary[]>;
  searchTraces(search: TraceSearch, signal?: AbortSignal): Promise<SearchAnswer>;

  /** All spans of a trace ordered by start time, duplicates removed; undefined when none. */
  trace(traceId: Uint8Array, signal?: AbortSignal): Promise<SpanBatch | undefined>;

  health(): Promise<StoreHealth>;

  /** Figures for /metrics. */
  writeStats(): WriteStats;

  /** Waits for what is in flight (bounded by `timeoutMs`), then closes connections. */
  close(timeoutMs: number): Promise<void>;
}

export interface WriteStats {
  readonly spansStored: number;
  readonly inserts: number;
  readonly insertFailures: number;
  readonly bytesInFlight: number;
  readonly maxBytesInFlight: number;
}
