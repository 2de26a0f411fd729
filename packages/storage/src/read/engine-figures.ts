// The engine's own figures, in one statement over system tables that are kept in memory: it costs
// some milliseconds, whatever is stored.

import { asStoreError, type ClickHouse } from '../client/clickhouse.ts';
import type { EngineFigures } from '../contract/engine-figures.ts';

/** A statement that only looks must not pile up on an engine in trouble. */
const MAX_SECONDS = 5;

const FIGURES = `WITH mine AS (
  SELECT count() AS parts, sum(bytes_on_disk) AS bytes
  FROM system.parts WHERE active AND database = currentDatabase()
  GROUP BY table, partition_id
), disks AS (
  SELECT sum(free_space) AS free, sum(total_space) AS total FROM system.disks
  WHERE total_space < 0xFFFFFFFFFFFFFFFF
)
SELECT
  (SELECT sum(value) FROM system.metrics WHERE metric = 'MemoryTracking') AS memoryBytes,
  (SELECT sum(value) FROM system.metrics WHERE metric = 'Merge') AS runningMerges,
  (SELECT sum(parts) FROM mine) AS parts,
  (SELECT max(parts) FROM mine) AS mostPartsOfPartition,
  (SELECT sum(bytes) FROM mine) AS storedBytes,
  (SELECT free FROM disks) AS diskFreeBytes,
  (SELECT total FROM disks) AS diskTotalBytes`;

type FiguresRow = Readonly<Record<keyof EngineFigures, string | number>>;

export async function readEngineFigures(
  clickhouse: ClickHouse,
  signal: AbortSignal | undefined,
): Promise<EngineFigures> {
  try {
    const result = await clickhouse.client().query({
      query: FIGURES,
      format: 'JSONEachRow',
      clickhouse_settings: { max_execution_time: MAX_SECONDS },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    });
    const [row] = await result.json<FiguresRow>();
    if (row === undefined) throw new Error('the engine says nothing of itself');
    return {
      memoryBytes: Number(row.memoryBytes),
      runningMerges: Number(row.runningMerges),
      parts: Number(row.parts),
      mostPartsOfPartition: Number(row.mostPartsOfPartition),
      storedBytes: Number(row.storedBytes),
      diskFreeBytes: Number(row.diskFreeBytes),
      diskTotalBytes: Number(row.diskTotalBytes),
    };
  } catch (error) {
    throw asStoreError(error);
  }
}
