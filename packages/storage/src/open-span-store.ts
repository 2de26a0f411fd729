// Puts the parts of storage together behind the SpanStore contract: a ClickHouse somewhere, its schema
// brought up to date, one writer in front of it and the readers beside it.

import { asStoreError, openClickHouse } from './client/clickhouse.ts';
import type { EngineConnection } from './contract/engine-connection.ts';
import { StoreUnavailableError } from './contract/errors.ts';
import type { Logger } from './contract/logger.ts';
import type { SpanStore, StoreHealth } from './contract/span-store.ts';
import { readOperations, readServices } from './read/catalogue.ts';
import { searchTraces } from './read/search.ts';
import { readTrace } from './read/trace.ts';
import { migrate } from './schema/migrate.ts';
import { BatchWriter, DEFAULT_WRITE_LIMITS, type WriteLimits } from './write/batch-writer.ts';
import { createInsertSpans } from './write/insert-spans.ts';

export interface OpenSpanStoreOptions {
  readonly connection: EngineConnection;
  readonly logger: Logger;
  readonly limits?: WriteLimits;
}

/**
 * Applies the migrations, then opens for writing and reading. Rejects with StoreUnavailableError when
 * the engine does not answer and with SchemaTooNewError when a newer version has written the database.
 */
export async function openSpanStore(options: OpenSpanStoreOptions): Promise<SpanStore> {
  const { connection, logger, limits = DEFAULT_WRITE_LIMITS } = options;
  const clickhouse = openClickHouse(connection);
  try {
    await migrate(clickhouse.client(), logger);
  } catch (error) {
    await clickhouse.close();
    throw asStoreError(error);
  }
  const writer = new BatchWriter(createInsertSpans(clickhouse, logger), limits);

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

  return {
    append: (bodyBytes, decode) => writer.append(bodyBytes, decode),
    services: (signal) => readServices(clickhouse, signal),
    operations: (service, signal) => readOperations(clickhouse, service, signal),
    searchTraces: (search, signal) => searchTraces(clickhouse, search, signal),
    trace: (traceId, signal) => readTrace(clickhouse, traceId, signal),
    health,
    writeStats: () => writer.stats(),
    async close(timeoutMs) {
      await writer.close(timeoutMs);
      await clickhouse.close();
    },
  };
}
