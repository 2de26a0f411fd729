// What the questions of the benchmark are about: the times that the stored spans cover, and ids and values that
// are there. Read from the engine, so that a kept data directory can be asked again.

import type { Product } from '../ingest/product.ts';
import { engineRows } from '../ingest/store-watch.ts';

/** As many as there are runs, so that no two runs ask for the same trace. */
const TRACE_IDS = 200;
const USERS = 20;
/** As bodies repeat, these have all values that there are. */
const SPANS_WITH_USERS = 200_000;

export interface StoredData {
  readonly spans: number;
  readonly traces: number;
  /** Of the earliest start, and behind the latest. */
  readonly startMs: number;
  readonly endMs: number;
  readonly bytesOnDisk: number;
  /** From all over the time. */
  readonly traceIds: readonly string[];
  /** Values of one attribute, each of which some hundred traces in ten million spans have. */
  readonly users: readonly string[];
}

interface Row {
  readonly spans: string;
  readonly traces: string;
  readonly startMs: string;
  readonly endMs: string;
  readonly bytesOnDisk: string;
}

export async function readStoredData(product: Product): Promise<StoredData> {
  const [row] = await engineRows<Row>(
    product,
    `SELECT
       count() AS spans,
       toUnixTimestamp64Milli(fromUnixTimestamp64Nano(min(start_ns)::Int64)) AS startMs,
       toUnixTimestamp64Milli(fromUnixTimestamp64Nano(max(start_ns)::Int64)) + 1 AS endMs,
       (SELECT uniqCombined(trace_id) FROM trace_bounds) AS traces,
       (SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()) AS bytesOnDisk
     FROM spans`,
  );
  if (row === undefined) throw new Error('the engine does not tell what is stored');
  const ids = await engineRows<{ id: string }>(
    product,
    `SELECT lower(hex(trace_id)) AS id FROM trace_bounds ORDER BY cityHash64(trace_id) LIMIT ${TRACE_IDS}`,
  );
  const users = await engineRows<{ user: string }>(
    product,
    `SELECT DISTINCT user FROM (SELECT attr_string['app.user.id'] AS user FROM spans LIMIT ${SPANS_WITH_USERS})
     WHERE user != '' ORDER BY cityHash64(user) LIMIT ${USERS}`,
  );
  return {
    spans: Number(row.spans),
    traces: Number(row.traces),
    startMs: Number(row.startMs),
    endMs: Number(row.endMs),
    bytesOnDisk: Number(row.bytesOnDisk),
    traceIds: [...new Set(ids.map(({ id }) => id))],
    users: users.map(({ user }) => user),
  };
}
