// Whether the column `service_name` says all that the attribute `service.name` of resources says. It has the same
// name for resources without the attribute as for those that give themselves this name, and it has no types; as
// long as no two values share a name, the column can be grouped by instead of the resource.

import { parseAttributeText } from '@throughline/model/span/attribute-value';
import { fromAttribute, NIL, type Value } from '@throughline/traceql/eval/value';
import { SqlParameters } from '../../read/sql-parameters.ts';
import type { ReadSession } from '../read-session.ts';

/** By name of a service; undefined: two values share a name. */
export type ServiceNames = ReadonlyMap<string, Value> | undefined;

/** A resource is stored before the first span that names it: asked after spans were counted, none is missing. */
export async function readServiceNames(session: ReadSession): Promise<ServiceNames> {
  const sql = `SELECT service_name AS name, groupUniqArray(2)(attributes['service.name']) AS texts
FROM resources GROUP BY name`;
  type Row = { readonly name: string; readonly texts: readonly string[] };
  const rows = await session.rows<Row>({ sql, parameters: new SqlParameters() });
  if (rows.some(({ texts }) => texts.length > 1)) return undefined;
  return new Map(rows.map(({ name, texts: [text = ''] }) => [name, readText(text)]));
}

function readText(text: string): Value {
  return text === '' ? NIL : fromAttribute(parseAttributeText(text));
}
