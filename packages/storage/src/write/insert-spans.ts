// One batch into the engine: its origins first, then its spans, tried again while the engine is away,
// under one token so that it is stored once however often it is sent.

import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { type ClickHouse, isConnectionError } from '../client/clickhouse.ts';
import { StoreUnavailableError } from '../contract/errors.ts';
import type { Logger } from '../contract/logger.ts';
import type { InsertBatch } from './batch-writer.ts';
import { createOriginWriter } from './origin-writer.ts';
import { SPAN_COLUMNS, spansBlock } from './spans-block.ts';

/**
 * How long a batch is offered again while the engine does not answer: an embedded engine is back within
 * about a second of dying, and exporters give up after ten (OTLP exporter specification, default timeout).
 */
const RETRY_FOR_MS = 8_000;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1_000;

/** Told to senders when the engine did not come back. */
const RETRY_AFTER_MS = 2_000;

const INSERT = `INSERT INTO spans (${SPAN_COLUMNS.map((name) => `\`${name}\``).join(', ')}) FORMAT Native`;

export function createInsertSpans(clickhouse: ClickHouse, logger: Logger): InsertBatch {
  const origins = createOriginWriter();

  async function attempt(batch: SpanBatch, block: Uint8Array, token: string): Promise<void> {
    const client = clickhouse.client();
    await origins.write(client, batch);
    const { stream } = await client.exec({
      query: INSERT,
      values: Readable.from([block], { objectMode: false }),
      clickhouse_settings: {
        insert_deduplication_token: token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
      },
    });
    // An answer that is not read to its end holds its connection.
    await text(stream);
  }

  return async (batch, token) => {
    const block = spansBlock(batch);
    const deadline = performance.now() + RETRY_FOR_MS;
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, MAX_RETRY_MS)) {
      try {
        await attempt(batch, block, token);
        return;
      } catch (error) {
        const lost = error instanceof Error && isConnectionError(error);
        if (!lost || performance.now() + waitMs > deadline) throw notStored(error, logger);
        await delay(waitMs);
      }
    }
  };
}

function notStored(error: unknown, logger: Logger): StoreUnavailableError {
  logger.error({ err: error }, 'a batch of spans could not be stored');
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new StoreUnavailableError(`the engine did not take the batch: ${reason}`, RETRY_AFTER_MS, {
    cause: error,
  });
}
