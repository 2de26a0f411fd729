// Resources and scopes by id, kept once they were read: what an id stands for never changes, and the same few
// come with every answer.

import type { Resource, Scope } from '@throughline/model/batch/origin';
import { parseResourceJson, parseScopeJson } from '@throughline/model/otlp/json-origin';
import type { Origins } from '../read/span-batch-reader.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import type { ReadSession } from './read-session.ts';

/** Whatever bounds a statement. */
type RowReader = Pick<ReadSession, 'rows'>;

export type ReadOrigins = (
  reader: RowReader,
  ids: { readonly resources: readonly bigint[]; readonly scopes: readonly bigint[] },
) => Promise<Origins>;

/** Of each kind, about 10 MB. Beyond it all are forgotten and read again. */
const MAX_REMEMBERED = 10_000;

/** Ids of one statement: they travel in the address of a request. */
const MAX_IDS = 2_000;

export function createReadOrigins(): ReadOrigins {
  const resources = new Map<bigint, Resource>();
  const scopes = new Map<bigint, Scope>();
  return async (reader, ids) => {
    const [ofResources, ofScopes] = await Promise.all([
      look(resources, ids.resources, (missing) =>
        readRows(reader, 'resources', 'resource_id', missing, parseResourceJson),
      ),
      look(scopes, ids.scopes, (missing) =>
        readRows(reader, 'scopes', 'scope_id', missing, parseScopeJson),
      ),
    ]);
    return { resources: ofResources, scopes: ofScopes };
  };
}

async function look<T>(
  known: Map<bigint, T>,
  ids: readonly bigint[],
  read: (missing: readonly bigint[]) => Promise<[bigint, T][]>,
): Promise<ReadonlyMap<bigint, T>> {
  const found = new Map<bigint, T>();
  const missing: bigint[] = [];
  for (const id of ids) {
    const origin = known.get(id);
    if (origin === undefined) missing.push(id);
    else found.set(id, origin);
  }
  for (let at = 0; at < missing.length; at += MAX_IDS) {
    for (const [id, origin] of await read(missing.slice(at, at + MAX_IDS))) {
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(id, origin);
      found.set(id, origin);
    }
  }
  return found;
}

interface OriginRow {
  readonly id: string;
  readonly schema_url: string;
  readonly json: string;
}

/** `table` and `column` are ours, never a user's text. */
async function readRows<T>(
  reader: RowReader,
  table: 'resources' | 'scopes',
  column: 'resource_id' | 'scope_id',
  ids: readonly bigint[],
  parse: (json: string, schemaUrl: string) => T,
): Promise<[bigint, T][]> {
  const parameters = new SqlParameters();
  const sql = `SELECT toString(${column}) AS id, schema_url, json FROM ${table}
WHERE ${column} IN (SELECT arrayJoin(${parameters.bind('Array(UInt64)', ids)}))
LIMIT 1 BY ${column}`;
  const rows = await reader.rows<OriginRow>({ sql, parameters });
  return rows.map((row) => [BigInt(row.id), parse(row.json, row.schema_url)]);
}
