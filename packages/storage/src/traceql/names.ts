// Which attributes there are to ask for: from the catalogue, or from the newest spans that a query's filters take.

import type { AttributeName, Completions, NamesRequest } from '../contract/traceql-store.ts';
import { rowsOf } from '../read/rows-of.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { allOf } from './compare-sql.ts';
import { daysSql, hasPrefix, prefixSql, ranked } from './completions.ts';
import { countMatching, namesIn } from './count-matching.ts';
import { readMatchingSpans, type SpanReader } from './matching-spans.ts';

const SCOPES: readonly AttributeName['scope'][] = [
  'span',
  'resource',
  'event',
  'link',
  'instrumentation',
];

export async function attributeNames(
  reader: SpanReader,
  request: NamesRequest,
  signal: AbortSignal | undefined,
): Promise<Completions<AttributeName>> {
  const { scope, range, prefix, narrowedBy, limit } = request;
  const scopes = scope === 'any' ? SCOPES : [scope];
  const matching =
    narrowedBy === undefined
      ? undefined
      : await readMatchingSpans(reader, narrowedBy, range, signal);
  if (matching === undefined) return namesOfCatalogue(reader, request, scopes, signal);
  const names = namesIn(countMatching(matching.batch), scopes);
  return ranked(
    names.filter(({ name }) => hasPrefix(name, prefix)),
    ({ name, scope: of }) => `${name} ${of}`,
    { limit, isEstimate: !matching.isAll },
  );
}

interface NameRow {
  readonly scope: AttributeName['scope'];
  readonly name: string;
  readonly total: string;
}

async function namesOfCatalogue(
  { clickhouse }: SpanReader,
  { range, prefix, limit, narrowedBy }: NamesRequest,
  scopes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Completions<AttributeName>> {
  const parameters = new SqlParameters();
  const where = allOf([
    'is_value = 0',
    daysSql(range, parameters),
    `scope IN ${parameters.bind('Array(String)', scopes)}`,
    prefixSql('attributes.name', prefix, parameters),
  ]);
  const query = `SELECT scope, attributes.name AS name, sum(count) AS total FROM attributes
WHERE ${where}
GROUP BY scope, name
HAVING toInt64(total) > 0
ORDER BY total DESC, name, scope
LIMIT ${parameters.bind('UInt32', limit + 1)}`;
  const rows = await rowsOf<NameRow>(clickhouse, query, parameters.values, signal);
  const names = rows.map(({ scope, name, total }) => ({ scope, name, count: Number(total) }));
  return ranked(names, ({ name, scope }) => `${name} ${scope}`, {
    limit,
    isEstimate: narrowedBy !== undefined,
  });
}
