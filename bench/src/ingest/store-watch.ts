// What the benchmark asks the engine itself and the server's metrics: how many spans are stored, whether
// merging is over, and how much room they take.

import { setTimeout as delay } from 'node:timers/promises';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Product } from './product.ts';

const POLL_MS = 100;
/** Merges follow one another with short breaks; this long without one is rest. */
const REST_MS = 3_000;
const STORED_TIMEOUT_MS = 1_800_000;
const REST_TIMEOUT_MS = 600_000;
/** The forced merge of all that a benchmark stores answers only when it is over. */
const REQUEST_TIMEOUT_MS = 1_800_000;

export interface DiskUse {
  readonly bytes: number;
  readonly bytesByTable: Readonly<Record<string, number>>;
  readonly parts: number;
}

export interface StoreWatch {
  spans(): Promise<number>;
  untilStored(spans: number): Promise<void>;
  untilAtRest(): Promise<void>;
  disk(): Promise<DiskUse>;
  mergeAll(): Promise<void>;
  close(): Promise<void>;
}

function connect({ engine }: Product) {
  const { url, username, password, database } = engine;
  return createClient({
    url,
    username,
    password,
    database,
    request_timeout: REQUEST_TIMEOUT_MS,
    log: { level: ClickHouseLogLevel.ERROR },
  });
}

/** One question to the engine itself. */
export async function engineRows<T>(product: Product, query: string): Promise<T[]> {
  const client = connect(product);
  try {
    const result = await client.query({ query, format: 'JSONEachRow' });
    return await result.json<T>();
  } finally {
    await client.close();
  }
}

export function watchStore(product: Product): StoreWatch {
  const client = connect(product);
  const rows = async <T>(query: string): Promise<T[]> => {
    const result = await client.query({ query, format: 'JSONEachRow' });
    return result.json<T>();
  };
  const number = async (query: string): Promise<number> => {
    const [row] = await rows<{ n: string }>(query);
    return Number(row?.n ?? 0);
  };
  const spans = () => number('SELECT count() AS n FROM spans');
  return {
    spans,
    untilStored: (wanted) =>
      poll(STORED_TIMEOUT_MS, 'spans are not stored', async () => (await spans()) >= wanted),
    async untilAtRest() {
      let restsSince = performance.now();
      await poll(REST_TIMEOUT_MS, 'merging does not end', async () => {
        const merges = await number('SELECT count() AS n FROM system.merges');
        if (merges > 0) restsSince = performance.now();
        return performance.now() - restsSince >= REST_MS;
      });
    },
    async disk() {
      const tables = await rows<{ table: string; bytes: string; parts: string }>(
        `SELECT table, sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts
         WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table`,
      );
      const sum = (value: (row: (typeof tables)[number]) => string) =>
        tables.reduce((total, row) => total + Number(value(row)), 0);
      return {
        bytes: sum((row) => row.bytes),
        bytesByTable: Object.fromEntries(tables.map(({ table, bytes }) => [table, Number(bytes)])),
        parts: sum((row) => row.parts),
      };
    },
    async mergeAll() {
      await client.command({ query: 'OPTIMIZE TABLE spans FINAL' });
    },
    close: () => client.close(),
  };
}

async function poll(
  timeoutMs: number,
  failure: string,
  isOver: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isOver())) {
    if (performance.now() > deadline) throw new Error(`${failure} after ${timeoutMs / 1000} s`);
    await delay(POLL_MS);
  }
}

/** Spans that the engine has acknowledged to the server since the server's start. */
export async function storedByMetrics({ httpUrl }: Product): Promise<number> {
  const answer = await fetch(`${httpUrl}/metrics`);
  const match = /^throughline_store_spans_total (\S+)$/m.exec(await answer.text());
  if (match === null) throw new Error('/metrics does not tell how many spans are stored');
  return Number(match[1]);
}
