// When spans are filed (the column `filed_at`), as SQL that the primary key and the partitions answer.

import type { SqlParameters } from '../read/sql-parameters.ts';
import { allOf } from './compare-sql.ts';

/** Nanoseconds since the epoch, both inclusive and both wider by up to a second: the column has whole ones. */
export interface FiledRange {
  readonly firstNs?: bigint;
  readonly lastNs?: bigint;
}

export function filedRangeSql({ firstNs, lastNs }: FiledRange, parameters: SqlParameters): string {
  const conditions: string[] = [];
  if (firstNs !== undefined) {
    const first = secondOf(firstNs);
    conditions.push(`filed_at >= toDateTime(${parameters.bind('UInt32', first)}, 'UTC')`);
    conditions.push(`toDate(received_at) >= ${firstDay(first, parameters)}`);
  }
  if (lastNs !== undefined) {
    const last = parameters.bind('UInt32', secondOf(lastNs));
    conditions.push(`filed_at <= toDateTime(${last}, 'UTC')`);
  }
  return allOf(conditions);
}

const NS_PER_SECOND = 1_000_000_000n;
const MAX_DATETIME_SECONDS = 2 ** 32 - 1;

/** As the column holds it: what is outside its range is at its edge. */
export function secondOf(ns: bigint): number {
  return Math.max(0, Math.min(Number(ns / NS_PER_SECOND), MAX_DATETIME_SECONDS));
}

const SECONDS_PER_DAY = 86_400;

/** A span is filed at most a day after it was received (see filed_at in the schema). */
export function firstDay(second: number, parameters: SqlParameters): string {
  const day = Math.max(0, second - SECONDS_PER_DAY);
  return parameters.bind('Date', new Date(day * 1000).toISOString().slice(0, 10));
}

const MAX_UINT64 = 2n ** 64n - 1n;

/** A time or a number of nanoseconds, within the range of the columns. */
export function bindNs(value: bigint, parameters: SqlParameters): string {
  const inRange = value < 0n ? 0n : value > MAX_UINT64 ? MAX_UINT64 : value;
  return parameters.bind('UInt64', String(inRange));
}
