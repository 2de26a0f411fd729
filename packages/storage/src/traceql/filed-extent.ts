// From when to when spans are filed, by the marks of the primary key: no span is read, however many there are. Spans
// that were deleted one by one are still in it, and the newest before a time may be earlier than it is, by a
// granule: a search begins there, and what it finds does not depend on it.

import { SqlParameters } from '../read/sql-parameters.ts';
import { bindNs } from './filed-range.ts';
import type { ReadSession, Statement } from './read-session.ts';

export interface FiledExtent {
  /** When the newest minute begins in which a span is filed. */
  readonly newestNs: bigint;
  /** The newest that is not after the time asked for; the oldest when there is none. */
  readonly newestUntilNs: bigint;
  /** When the oldest one begins. */
  readonly oldestNs: bigint;
  /** Of receipt, days since the epoch. */
  readonly oldestDay: number;
}

interface ExtentRow {
  readonly newest: number;
  readonly newestUntil: number;
  readonly oldest: number;
  readonly oldestDay: number;
}

const NS_PER_SECOND = 1_000_000_000n;

/** `untilNs`: inclusive. Undefined: there is no span. */
export async function readFiledExtent(
  session: Pick<ReadSession, 'rows'>,
  untilNs: bigint | undefined,
): Promise<FiledExtent | undefined> {
  const [row] = await session.rows<ExtentRow>(extentStatement(untilNs));
  if (row === undefined) return undefined;
  const { newest, newestUntil, oldest, oldestDay } = row;
  return {
    newestNs: BigInt(newest) * NS_PER_SECOND,
    newestUntilNs: BigInt(Math.max(newestUntil, oldest)) * NS_PER_SECOND,
    oldestNs: BigInt(oldest) * NS_PER_SECOND,
    oldestDay,
  };
}

/** The name of a part begins with its partition, a day of receipt. */
const DAY = 'toUInt16(YYYYMMDDToDate(toUInt32(left(min(part_name), 8))))';

function extentStatement(untilNs: bigint | undefined): Statement {
  const parameters = new SqlParameters();
  const newestUntil =
    untilNs === undefined
      ? 'newest'
      : `maxIf(second, second <= intDiv(${bindNs(untilNs, parameters)}, ${NS_PER_SECOND}))`;
  const sql = `SELECT
  max(second) AS newest,
  ${newestUntil} AS newestUntil,
  min(second) AS oldest,
  ${DAY} AS oldestDay
FROM (
  SELECT toUnixTimestamp(\`toStartOfMinute(filed_at)\`) AS second, part_name
  FROM mergeTreeIndex(currentDatabase(), 'spans')
)
HAVING count() > 0`;
  return { sql, parameters };
}
