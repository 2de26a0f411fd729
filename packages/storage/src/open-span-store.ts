// Puts the parts of storage together behind the SpanStore contract: a ClickHouse somewhere, its schema
// brought up to date, one writer in front of it and the readers beside it.

import { setTimeout as delay } from 'node:timers/promises';
import { createCallCounter } from './calls/count-calls.ts';
import { readServiceMap } from './calls/service-map.ts';
import { asStoreError, type ClickHouse, openClickHouse } from './client/clickhouse.ts';
import type { EngineConnection } from './contract/engine-connection.ts';
import { StoreUnavailableError } from './contract/errors.ts';
import type { Logger } from './contract/logger.ts';
import type { SpanStore, StoreHealth } from './contract/span-store.ts';
import type { TraceParts } from './contract/trace-parts.ts';
import { silentObserver, type WriteObserver } from './contract/write-observer.ts';
import { readOperations, readServices } from './read/catalogue.ts';
import { readDependencies } from './read/dependencies.ts';
import { readDiskUsage } from './read/disk-usage.ts';
import { readEngineFigures } from './read/engine-figures.ts';
import { readRollups } from './read/rollups.ts';
import { readOperationFigures, readServiceFigures } from './read/service-figures.ts';
import { readServiceVersions } from './read/service-versions.ts';
import { readStoredSpans } from './read/stored-spans.ts';
import { readSpansOfId, readTrace, type TraceReader } from './read/trace.ts';
import { readOutline, readSpanCount, readSpansWithText } from './read/trace-parts.ts';
import { readManyTraces } from './read/traces.ts';
import { whileEngineAnswers } from './read/while-engine-answers.ts';
import { migrate } from './schema/migrate.ts';
import { DEFAULT_SPOOL_LIMITS, type SpoolLimits } from './spool/spool-limits.ts';
import { openTraceqlStore } from './traceql/open-traceql-store.ts';
import { createReadOrigins } from './traceql/origin-cache.ts';
import { openVerdictStore } from './verdicts/open-verdict-store.ts';
import { DEFAULT_WRITE_LIMITS, type WriteLimits } from './write/group-writer.ts';
import { openSpanWriter } from './write/span-writer.ts';

export interface OpenSpanStoreOptions {
  readonly connection: EngineConnection;
  readonly logger: Logger;
  /** A directory of its own, for spans between acknowledging and storing them. */
  readonly spoolDir: string;
  readonly limits?: Partial<WriteLimits & SpoolLimits>;
  readonly observer?: WriteObserver;
}

/** How long the engine is waited for at the start, and how often it is asked. */
const REACHABLE_FOR_MS = 5_000;
const REACHABLE_RETRY_MS = 100;

/** Ends when the engine does not answer any more. */
type Watched = <T>(
  asked: AbortSignal | undefined,
  read: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

function tracePartsOf(reader: TraceReader, watched: Watched): TraceParts {
  return {
    spanCount: (traceId, asked) =>
      watched(asked, (signal) => readSpanCount(reader, traceId, signal)),
    outline: (traceId, maxSpans, asked) =>
      watched(asked, (signal) => readOutline(reader, traceId, maxSpans, signal)),
    spans: (traceId, spanId, asked) =>
      watched(asked, (signal) => readSpansOfId(reader, traceId, spanId, signal)),
    spansWithText: (traceId, search, asked) =>
      watched(asked, (signal) => readSpansWithText(reader, traceId, search, signal)),
  };
}

/**
 * Applies the migrations, then opens for writing and reading. Rejects with StoreUnavailableError when
 * the engine does not answer and with SchemaTooNewError when a newer version has written the database.
 */
export async function openSpanStore(options: OpenSpanStoreOptions): Promise<SpanStore> {
  const { connection, logger, spoolDir, observer = silentObserver } = options;
  const limits = { ...DEFAULT_WRITE_LIMITS, ...DEFAULT_SPOOL_LIMITS, ...options.limits };
  const clickhouse = openClickHouse(connection);
  try {
    await migrateWhenReachable(clickhouse, logger);
  } catch (error) {
    await clickhouse.close();
    throw error;
  }
  const readOrigins = createReadOrigins();
  const writer = await openSpanWriter({ clickhouse, spoolDir, logger, limits, observer });

  async function health(): Promise<StoreHealth> {
    try {
      const result = await clickhouse
        .client()
        .query({ query: 'SELECT version() AS version', format: 'JSONEachRow' });
      const [row] = await result.json<{ version: string }>();
      return row === undefined ? { ready: true } : { ready: true, engineVersion: row.version };
    } catch (error) {
      const known = asStoreError(error);
      const reason = known instanceof StoreUnavailableError ? known.message : String(known);
      return { ready: false, reason };
    }
  }

  const reader = { clickhouse, readOrigins };
  const watched = <T>(
    asked: AbortSignal | undefined,
    read: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => whileEngineAnswers(clickhouse, asked, read);

  return {
    append: (bodyBytes, decode) => writer.append(bodyBytes, decode),
    drained: () => writer.drained(),
    services: (asked) => watched(asked, (signal) => readServices(clickhouse, signal)),
    operations: (service, asked) =>
      watched(asked, (signal) => readOperations(clickhouse, service, signal)),
    dependencies: (request, asked) =>
      watched(asked, (signal) => readDependencies(clickhouse, request, signal)),
    serviceMap: (request, asked) =>
      watched(asked, (signal) => readServiceMap(clickhouse, request, signal)),
    diskUsage: (request, asked) =>
      watched(asked, (signal) => readDiskUsage(clickhouse, request, signal)),
    rollups: (request, asked) =>
      watched(asked, (signal) => readRollups(clickhouse, request, signal)),
    serviceFigures: (request, asked) =>
      watched(asked, (signal) => readServiceFigures(clickhouse, request, signal)),
    operationFigures: (request, asked) =>
      watched(asked, (signal) => readOperationFigures(clickhouse, request, signal)),
    serviceVersions: (request, asked) =>
      watched(asked, (signal) => readServiceVersions(clickhouse, request, signal)),
    traceql: openTraceqlStore(clickhouse, readOrigins),
    calls: createCallCounter(clickhouse),
    verdicts: openVerdictStore(clickhouse, readOrigins),
    traces: (request, asked) => watched(asked, (signal) => readManyTraces(reader, request, signal)),
    trace: (traceId, asked) => watched(asked, (signal) => readTrace(reader, traceId, signal)),
    storedSpans: (traceIds, asked) =>
      watched(asked, (signal) => readStoredSpans(clickhouse, traceIds, signal)),
    traceParts: tracePartsOf(reader, watched),
    health,
    async alarm() {
      const alarm = await writer.alarm();
      return alarm === undefined ? undefined : `${alarm}; soon spans will be refused`;
    },
    writeStats: () => writer.stats(),
    engineFigures: (signal) => readEngineFigures(clickhouse, signal),
    async close(timeoutMs) {
      await writer.close(timeoutMs);
      await clickhouse.close();
    },
  };
}

/**
 * An engine may die in the moment between its start and the first statement: an embedded one is back
 * within about a second, and each migration may be begun again.
 */
async function migrateWhenReachable(clickhouse: ClickHouse, logger: Logger): Promise<void> {
  const deadlineMs = performance.now() + REACHABLE_FOR_MS;
  for (;;) {
    try {
      await migrate(clickhouse.client(), logger);
      return;
    } catch (error) {
      const known = asStoreError(error);
      const mayPass = known instanceof StoreUnavailableError && performance.now() < deadlineMs;
      if (!mayPass) throw known;
      await delay(REACHABLE_RETRY_MS);
    }
  }
}
