// What the store holds in the end, asked of the engine itself while no server runs.

import { createClient } from '@clickhouse/client';
import { silentLogger } from '@throughline/storage/contract/logger';
import { startEmbeddedEngine } from '@throughline/storage/engine/embedded-engine';
import type { StoredTrace } from './kill-ledger.ts';

export interface StoreContents {
  readonly traces: readonly StoredTrace[];
  readonly spanRows: number;
  /** As the rollups count them; equal to `spanRows` when no insert was done twice. */
  readonly cataloguedSpans: number;
  /** Traces of which the time bounds are known, less those that have spans. */
  readonly boundsWithoutSpans: number;
}

const TRACES = `SELECT lower(hex(trace_id)) AS id, count() AS rows, uniqExact(span_id) AS spans
  FROM spans GROUP BY trace_id`;

export async function readStore(dataDir: string): Promise<StoreContents> {
  const engine = await startEmbeddedEngine({ dataDir, logger: silentLogger });
  const { url, username, password, database } = engine;
  const client = createClient({ url, username, password, database });
  const number = async (query: string): Promise<number> => {
    const result = await client.query({ query, format: 'JSONEachRow' });
    const [row] = await result.json<{ n: string }>();
    return Number(row?.n ?? 0);
  };
  try {
    const result = await client.query({ query: TRACES, format: 'JSONCompactEachRow' });
    const rows = await result.json<[string, string, string]>();
    return {
      traces: rows.map(([traceId, count, spans]) => ({
        traceId,
        rows: Number(count),
        spans: Number(spans),
      })),
      spanRows: await number('SELECT count() AS n FROM spans'),
      cataloguedSpans: await number('SELECT sum(span_count) AS n FROM rollups'),
      boundsWithoutSpans: await number(
        'SELECT uniqExact(trace_id) AS n FROM trace_bounds WHERE trace_id NOT IN (SELECT trace_id FROM spans)',
      ),
    };
  } finally {
    await client.close();
    await engine.stop();
  }
}
