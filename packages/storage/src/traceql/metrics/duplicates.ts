// In which minutes spans are stored that came twice, so that only those minutes have to be read span by span. To
// find out costs more than to count, so it is found out once: an hour is looked through when it is first asked for,
// and again, for what is new, when inserts have been made since. What is known is kept in memory.

import { SqlParameters } from '../../read/sql-parameters.ts';
import { SAME_SPAN } from '../../read/trace.ts';
import { allOf } from '../compare-sql.ts';
import { type FiledRange, secondOf } from '../filed-range.ts';
import type { ReadSession, Statement } from '../read-session.ts';
import { listParts, PartHours, type StoredPart } from './stored-parts.ts';

const HOUR_SECONDS = 3_600;

/** Spans of one statement: their ids are in the engine's memory, some 30 bytes each. */
const MAX_SPANS = 4_000_000;

/** Parts may be merged while they are looked through; then it is begun again, this often. */
const ATTEMPTS = 4;

/** Of each partition the last insert that was looked at. */
type Watermark = ReadonlyMap<string, number>;

interface HourToCheck {
  readonly hour: number;
  readonly spans: number;
  /** Parts that hold spans of the hour which were not there when it was last looked through. */
  readonly added: readonly StoredPart[];
  readonly isFirst: boolean;
}

export class Duplicates {
  private readonly partHours = new PartHours();
  /** By hour; those of hours that were looked through together are one. */
  private readonly checked = new Map<number, Watermark>();
  private readonly minutes = new Set<number>();

  /** Seconds since the epoch, ascending; undefined when it cannot be found out. */
  async minutesIn(session: ReadSession, range: FiledRange): Promise<number[] | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const parts = await listParts(session);
      if (!(await this.partHours.learn(session, parts))) continue;
      const hours = this.hoursToCheck(parts, range);
      if (hours.length === 0) return this.known(range);
      for (const some of inStatements(hours)) {
        if (!(await this.check(session, parts, some))) break;
      }
    }
    return undefined;
  }

  private known({ firstNs, lastNs }: FiledRange): number[] {
    const first = firstNs === undefined ? 0 : secondOf(firstNs) - 60;
    const last = lastNs === undefined ? Number.POSITIVE_INFINITY : secondOf(lastNs);
    return [...this.minutes]
      .filter((minute) => minute > first && minute <= last)
      .sort((a, b) => a - b);
  }

  private hoursToCheck(
    parts: readonly StoredPart[],
    { firstNs, lastNs }: FiledRange,
  ): HourToCheck[] {
    const first = firstNs === undefined ? 0 : secondOf(firstNs) - HOUR_SECONDS;
    const last = lastNs === undefined ? Number.POSITIVE_INFINITY : secondOf(lastNs);
    const hours = new Map<number, { spans: number; added: StoredPart[] }>();
    for (const part of parts) {
      for (const [hour, spans] of this.partHours.of(part)) {
        if (hour <= first || hour > last) continue;
        const entry = hours.get(hour) ?? { spans: 0, added: [] };
        entry.spans += spans;
        const watermark = this.checked.get(hour)?.get(part.partition) ?? -1;
        if (part.lastInsert > watermark) entry.added.push(part);
        hours.set(hour, entry);
      }
    }
    return [...hours]
      .filter(([, { added }]) => added.length > 0)
      .sort(([a], [b]) => a - b)
      .map(([hour, entry]) => ({ hour, ...entry, isFirst: !this.checked.has(hour) }));
  }

  /** False: parts were merged meanwhile, and what was found is not all. */
  private async check(
    session: ReadSession,
    parts: readonly StoredPart[],
    hours: readonly HourToCheck[],
  ): Promise<boolean> {
    const rows = await session.rows<{ minute: number }>(duplicatesStatement(hours));
    for (const { minute } of rows) this.minutes.add(minute);
    const stored = new Set((await listParts(session)).map(({ name }) => name));
    const isAll = hours.every(({ added }) => added.every(({ name }) => stored.has(name)));
    if (!isAll) return false;
    const watermark = watermarkOf(parts);
    for (const { hour } of hours) this.checked.set(hour, watermark);
    return true;
  }
}

function watermarkOf(parts: readonly StoredPart[]): Watermark {
  const watermark = new Map<string, number>();
  for (const { partition, lastInsert } of parts) {
    if (!Number.isFinite(lastInsert)) continue;
    watermark.set(partition, Math.max(lastInsert, watermark.get(partition) ?? 0));
  }
  return watermark;
}

/** Hours in a row, all looked at for the first time or none. */
function* inStatements(hours: readonly HourToCheck[]): Generator<HourToCheck[]> {
  let together: HourToCheck[] = [];
  let spans = 0;
  for (const hour of hours) {
    const isFull = spans + hour.spans > MAX_SPANS || together[0]?.isFirst !== hour.isFirst;
    if (together.length > 0 && isFull) {
      yield together;
      together = [];
      spans = 0;
    }
    together.push(hour);
    spans += hour.spans;
  }
  if (together.length > 0) yield together;
}

/** The same span has the same id: where no id comes twice, nothing else is read. */
function duplicatesStatement(hours: readonly HourToCheck[]): Statement {
  const parameters = new SqlParameters();
  const list = parameters.bind(
    'Array(UInt32)',
    hours.map(({ hour }) => hour),
  );
  const first = hours[0]?.hour ?? 0;
  const last = (hours.at(-1)?.hour ?? 0) + HOUR_SECONDS - 1;
  const within = `filed_at >= toDateTime(${parameters.bind('UInt32', first)}, 'UTC')
    AND filed_at <= toDateTime(${parameters.bind('UInt32', last)}, 'UTC')
    AND toUnixTimestamp(toStartOfHour(filed_at)) IN (SELECT arrayJoin(${list}))`;
  const added = addedSince(hours, within, parameters);
  const sql = `SELECT DISTINCT minute FROM (
  SELECT arrayJoin(groupUniqArray(toUnixTimestamp(toStartOfMinute(filed_at)))) AS minute
  FROM spans
  WHERE ${within} AND reinterpretAsUInt64(span_id) IN (
    SELECT reinterpretAsUInt64(span_id) AS id FROM spans
    WHERE ${allOf([within, added])}
    GROUP BY id HAVING count() > 1)
  GROUP BY ${SAME_SPAN}
  HAVING count() > 1)`;
  return { sql, parameters };
}

function addedSince(
  hours: readonly HourToCheck[],
  within: string,
  parameters: SqlParameters,
): string {
  if (hours.some(({ isFirst }) => isFirst)) return '1';
  const names = new Set(hours.flatMap(({ added }) => added.map(({ name }) => name)));
  const list = parameters.bind('Array(String)', [...names]);
  return `reinterpretAsUInt64(span_id) IN (
      SELECT reinterpretAsUInt64(span_id) FROM spans WHERE ${within} AND _part IN ${list})`;
}
