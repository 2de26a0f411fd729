// In which minutes spans are stored that came twice, so that only those minutes have to be read span by span, and in
// which spans share an id with another one of their trace. To find out costs more than to count, so it is found out
// once: an hour is looked through when it is first asked for, and again, for what is new, when inserts have been made
// since. What is known is kept in memory.

import { SqlParameters } from '../../read/sql-parameters.ts';
import { SAME_SPAN } from '../../read/trace.ts';
import { allOf } from '../compare-sql.ts';
import { type FiledRange, secondOf } from '../filed-range.ts';
import type { ReadSession, Statement } from '../read-session.ts';
import { listParts, PartHours, type SpansByHour, type StoredPart } from './stored-parts.ts';

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

/** Seconds since the epoch, ascending. */
export interface DoubtfulMinutes {
  /** In which a span is stored more than once. */
  readonly twice: readonly number[];
  /** In which different spans of a trace have one id. */
  readonly shared: readonly number[];
}

export class Duplicates {
  private readonly partHours = new PartHours();
  /** By hour; those of hours that were looked through together are one. */
  private readonly checked = new Map<number, Watermark>();
  private readonly twice = new Set<number>();
  private readonly shared = new Set<number>();

  /** Undefined when it cannot be found out. */
  async minutesIn(session: ReadSession, range: FiledRange): Promise<DoubtfulMinutes | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const parts = await listParts(session);
      const partHours = await this.partHours.of(session, parts);
      if (partHours === undefined) continue;
      const hours = this.hoursToCheck(parts, partHours, range);
      if (hours.length === 0)
        return { twice: within(this.twice, range), shared: within(this.shared, range) };
      for (const some of inStatements(hours)) {
        if (!(await this.check(session, parts, some))) break;
      }
    }
    return undefined;
  }

  private hoursToCheck(
    parts: readonly StoredPart[],
    partHours: ReadonlyMap<string, SpansByHour>,
    { firstNs, lastNs }: FiledRange,
  ): HourToCheck[] {
    const first = firstNs === undefined ? 0 : secondOf(firstNs) - HOUR_SECONDS;
    const last = lastNs === undefined ? Number.POSITIVE_INFINITY : secondOf(lastNs);
    const hours = new Map<number, { spans: number; added: StoredPart[] }>();
    for (const part of parts) {
      for (const [hour, spans] of partHours.get(part.name) ?? []) {
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
    for (const row of await session.rows<MinuteRow>(sameIdsStatement(hours))) {
      if (row.isTwice === 1) this.twice.add(row.minute);
      if (row.isShared === 1) this.shared.add(row.minute);
    }
    const stored = new Set((await listParts(session)).map(({ name }) => name));
    const isAll = hours.every(({ added }) => added.every(({ name }) => stored.has(name)));
    if (!isAll) return false;
    const watermark = watermarkOf(parts);
    for (const { hour } of hours) this.checked.set(hour, watermark);
    return true;
  }
}

interface MinuteRow {
  readonly minute: number;
  readonly isTwice: 0 | 1;
  readonly isShared: 0 | 1;
}

const MINUTE_SECONDS = 60;

function within(minutes: ReadonlySet<number>, { firstNs, lastNs }: FiledRange): number[] {
  const first = firstNs === undefined ? 0 : secondOf(firstNs) - MINUTE_SECONDS;
  const last = lastNs === undefined ? Number.POSITIVE_INFINITY : secondOf(lastNs);
  return [...minutes].filter((minute) => minute > first && minute <= last).sort((a, b) => a - b);
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

/** The same span has the same id: where none comes twice, nothing else is read. */
function sameIdsStatement(hours: readonly HourToCheck[]): Statement {
  const parameters = new SqlParameters();
  const list = parameters.bind(
    'Array(UInt32)',
    hours.map(({ hour }) => hour),
  );
  const first = hours[0]?.hour ?? 0;
  const last = (hours.at(-1)?.hour ?? 0) + HOUR_SECONDS - 1;
  const inHours = `filed_at >= toDateTime(${parameters.bind('UInt32', first)}, 'UTC')
    AND filed_at <= toDateTime(${parameters.bind('UInt32', last)}, 'UTC')
    AND toUnixTimestamp(toStartOfHour(filed_at)) IN (SELECT arrayJoin(${list}))`;
  const added = addedSince(hours, inHours, parameters);
  const sql = `SELECT minute, max(is_twice) AS isTwice, max(is_shared) AS isShared FROM (
  SELECT arrayJoin(groupUniqArray(toUnixTimestamp(toStartOfMinute(filed_at)))) AS minute,
    uniqExact(${SAME_SPAN}) AS different,
    different < count() AS is_twice,
    different > 1 AS is_shared
  FROM spans
  WHERE ${inHours} AND reinterpretAsUInt64(span_id) IN (
    SELECT reinterpretAsUInt64(span_id) AS id FROM spans
    WHERE ${allOf([inHours, added])}
    GROUP BY id HAVING count() > 1)
  GROUP BY trace_id, span_id
  HAVING count() > 1)
GROUP BY minute`;
  return { sql, parameters };
}

function addedSince(
  hours: readonly HourToCheck[],
  inHours: string,
  parameters: SqlParameters,
): string {
  if (hours.some(({ isFirst }) => isFirst)) return '1';
  const names = new Set(hours.flatMap(({ added }) => added.map(({ name }) => name)));
  const list = parameters.bind('Array(String)', [...names]);
  return `reinterpretAsUInt64(span_id) IN (
      SELECT reinterpretAsUInt64(span_id) FROM spans WHERE ${inHours} AND _part IN ${list})`;
}
