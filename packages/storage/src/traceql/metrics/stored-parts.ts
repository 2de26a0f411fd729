// The parts that the spans are stored in, and in which hours the spans of each are filed. A part never changes; its
// name says its partition and the inserts that are in it, by numbers that only grow.

import { SqlParameters } from '../../read/sql-parameters.ts';
import type { ReadSession } from '../read-session.ts';

export interface StoredPart {
  readonly name: string;
  readonly partition: string;
  /** Number of the last insert in it. */
  readonly lastInsert: number;
}

/** `<partition>_<first insert>_<last insert>_<merges>` and, when rows were deleted, `_<mutation>`. */
const PART_NAME = /^([0-9]+)_[0-9]+_([0-9]+)_[0-9]+(?:_[0-9]+)?$/;

export async function listParts(session: ReadSession): Promise<StoredPart[]> {
  const sql = 'SELECT _part AS name FROM spans GROUP BY name';
  const rows = await session.rows<{ name: string }>({ sql, parameters: new SqlParameters() });
  return rows.map(({ name }) => {
    const [, partition = '', lastInsert = ''] = PART_NAME.exec(name) ?? [];
    // A name that is not understood is one that nothing is known of.
    return { name, partition, lastInsert: lastInsert === '' ? Infinity : Number(lastInsert) };
  });
}

/** Spans of a part by the hour in which they are filed, in seconds since the epoch. */
export type SpansByHour = ReadonlyMap<number, number>;

/** Names of one statement: they travel in the address of a request. */
const MAX_NAMES = 500;

/** What parts hold, read once for each. */
export class PartHours {
  private known = new Map<string, SpansByHour>();

  /** By name. Those that are stored no more are forgotten. Undefined: some were merged before they could be read. */
  async of(
    session: ReadSession,
    parts: readonly StoredPart[],
  ): Promise<ReadonlyMap<string, SpansByHour> | undefined> {
    const hours = new Map<string, SpansByHour>();
    const unknown: string[] = [];
    for (const { name } of parts) {
      const known = this.known.get(name);
      if (known === undefined) unknown.push(name);
      else hours.set(name, known);
    }
    for (let at = 0; at < unknown.length; at += MAX_NAMES) {
      await readHours(session, unknown.slice(at, at + MAX_NAMES), hours);
    }
    this.known = hours;
    return unknown.every((name) => hours.has(name)) ? hours : undefined;
  }
}

async function readHours(
  session: ReadSession,
  names: readonly string[],
  into: Map<string, SpansByHour>,
): Promise<void> {
  const parameters = new SqlParameters();
  const sql = `SELECT _part AS part, toUnixTimestamp(toStartOfHour(filed_at)) AS hour,
  toUInt32(count()) AS spans
FROM spans WHERE _part IN ${parameters.bind('Array(String)', names)}
GROUP BY part, hour`;
  const found = new Map<string, Map<number, number>>();
  type Row = { readonly part: string; readonly hour: number; readonly spans: number };
  for (const { part, hour, spans } of await session.rows<Row>({ sql, parameters })) {
    const hours = found.get(part) ?? new Map<number, number>();
    hours.set(hour, spans);
    found.set(part, hours);
  }
  for (const [part, hours] of found) into.set(part, hours);
}
