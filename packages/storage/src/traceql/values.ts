// Which values a field has: of attributes and of what stands on spans from the catalogue, of names and words from
// the rollups, or all of it from the newest spans that a query's filters take. What is different for nearly every
// span (times, durations, ids) has none to offer.

import { assertNever } from '@throughline/model/base/assert';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { parseFieldText } from '@throughline/traceql/complete/parse-field-text';
import { KIND_WORDS, STATUS_WORDS, type Value } from '@throughline/traceql/eval/value';
import type { Field, IntrinsicName } from '@throughline/traceql/syntax/ast';
import type {
  AttributeValueCount,
  Completions,
  TimeRange,
  ValuesRequest,
} from '../contract/traceql-store.ts';
import { rowsOf } from '../read/rows-of.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import type { CatalogueScope } from '../write/attribute-catalogue.ts';
import { allOf } from './compare-sql.ts';
import { daysSql, hasPrefix, prefixSql, ranked } from './completions.ts';
import { countMatching, type TypedText, valuesIn } from './count-matching.ts';
import { findingValues } from './finding-values.ts';
import { type MatchingSpans, readMatchingSpans, type SpanReader } from './matching-spans.ts';

type Words = 'status' | 'kind';

/** Where the values of a field are counted. */
type Source =
  | {
      readonly kind: 'catalogue';
      readonly scopes: readonly CatalogueScope[];
      readonly name: string;
    }
  | { readonly kind: 'span-name' }
  | { readonly kind: 'words'; readonly of: Words }
  | { readonly kind: 'findings' }
  | { readonly kind: 'none' };

/** Throws TraceqlError when the field is none. */
export async function attributeValues(
  reader: SpanReader,
  request: ValuesRequest,
  signal: AbortSignal | undefined,
): Promise<Completions<AttributeValueCount>> {
  const { prefix, narrowedBy, range, limit } = request;
  const source = sourceOf(parseFieldText(request.field));
  if (source.kind === 'none') return ranked([], textOfValue, { limit, isEstimate: false });
  if (source.kind === 'findings') {
    const all = await findingValues(reader.clickhouse, range, signal);
    const values = all.filter(({ value }) => hasPrefix(textOf(value), prefix));
    return ranked(values, textOfValue, { limit, isEstimate: narrowedBy !== undefined });
  }
  const matching =
    narrowedBy === undefined
      ? undefined
      : await readMatchingSpans(reader, narrowedBy, range, signal);
  const found =
    matching === undefined
      ? await readValues(reader, source, request, signal)
      : { values: valuesOfMatching(source, matching), isEstimate: !matching.isAll };
  const isOfAll = matching === undefined && narrowedBy !== undefined;
  const values = found.values.filter(({ value }) => hasPrefix(textOf(value), prefix));
  return ranked(values, textOfValue, { limit, isEstimate: isOfAll || found.isEstimate });
}

/** Values, and whether their counts come from a part of the spans. */
interface Found {
  readonly values: readonly AttributeValueCount[];
  readonly isEstimate: boolean;
}

const EVERY_SCOPE = ['span', 'resource', 'event', 'link', 'instrumentation'] as const;

function sourceOf(field: Field): Source {
  if (field.kind === 'intrinsic') return sourceOfIntrinsic(field.name);
  const { scope, name, ofParent } = field;
  if (ofParent) return { kind: 'none' };
  return { kind: 'catalogue', scopes: scope === 'any' ? EVERY_SCOPE : [scope], name };
}

function sourceOfIntrinsic(name: IntrinsicName): Source {
  switch (name) {
    case 'name':
      return { kind: 'span-name' };
    case 'status':
    case 'kind':
      return { kind: 'words', of: name };
    case 'statusMessage':
    case 'rootName':
    case 'rootServiceName':
    case 'event:name':
    case 'instrumentation:name':
    case 'instrumentation:version':
      return { kind: 'catalogue', scopes: ['intrinsic'], name };
    case 'finding':
      return { kind: 'findings' };
    case 'duration':
    case 'traceDuration':
    case 'event:timeSinceStart':
    case 'trace:id':
    case 'span:id':
    case 'span:parentID':
    case 'span:childCount':
    case 'link:traceID':
    case 'link:spanID':
    case 'nestedSetLeft':
    case 'nestedSetRight':
    case 'nestedSetParent':
    case 'parent':
      return { kind: 'none' };
    default:
      return assertNever(name);
  }
}

type Asked = Exclude<Source, { kind: 'none' | 'findings' }>;

function valuesOfMatching(source: Asked, { batch }: MatchingSpans): AttributeValueCount[] {
  switch (source.kind) {
    case 'catalogue':
      return valuesIn(countMatching(batch), source.scopes, source.name).map(typedValue);
    case 'span-name':
      return namesOfSpans(batch);
    case 'words':
      return wordsOfSpans(source.of, batch);
    default:
      return assertNever(source);
  }
}

function namesOfSpans({ name, rowCount }: SpanBatch): AttributeValueCount[] {
  const counts = new Map<string, number>();
  for (let row = 0; row < rowCount; row++) {
    const text = name.textAt(row);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value: { type: 'string', value }, count }));
}

function wordsOfSpans(of: Words, { kind, statusCode, rowCount }: SpanBatch): AttributeValueCount[] {
  const codes = of === 'status' ? statusCode : kind;
  const counts: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const code = codes.at(row);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return withEveryWord(of, (code) => counts[code] ?? 0);
}

/** Words of the language may be asked for whether spans have them or not. */
function withEveryWord(of: Words, countOf: (code: number) => number): AttributeValueCount[] {
  return of === 'status'
    ? STATUS_WORDS.map((value, code) => ({ value: { type: of, value }, count: countOf(code) }))
    : KIND_WORDS.map((value, code) => ({ value: { type: of, value }, count: countOf(code) }));
}

function readValues(
  reader: SpanReader,
  source: Asked,
  request: ValuesRequest,
  signal: AbortSignal | undefined,
): Promise<Found> {
  switch (source.kind) {
    case 'catalogue':
      return readCatalogue(reader, source, request, signal);
    case 'span-name':
      return readSpanNames(reader, request, signal);
    case 'words':
      return readWords(reader, source.of, request.range, signal);
    default:
      return assertNever(source);
  }
}

interface ValueRow {
  readonly type: TypedText['type'];
  readonly value: string;
  readonly total: string;
  readonly isSampled: number;
}

async function readCatalogue(
  { clickhouse }: SpanReader,
  { scopes, name }: Extract<Source, { kind: 'catalogue' }>,
  { range, prefix, limit }: ValuesRequest,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const parameters = new SqlParameters();
  const where = allOf([
    'is_value = 1',
    daysSql(range, parameters),
    `scope IN ${parameters.bind('Array(String)', scopes)}`,
    `name = ${parameters.bind('String', name)}`,
    prefixSql('attributes.value', prefix, parameters),
  ]);
  const query = `SELECT type, attributes.value AS value, sum(count) AS total,
  sum(seen) != total AS isSampled
FROM attributes
WHERE ${where}
GROUP BY type, value
HAVING toInt64(total) > 0
ORDER BY total DESC, value, type
LIMIT ${parameters.bind('UInt32', limit + 1)}`;
  const rows = await rowsOf<ValueRow>(clickhouse, query, parameters.values, signal);
  return {
    values: rows.map(({ type, value, total }) => typedValue({ type, value, count: Number(total) })),
    isEstimate: rows.some(({ isSampled }) => isSampled === 1),
  };
}

async function readSpanNames(
  { clickhouse }: SpanReader,
  { range, prefix, limit }: ValuesRequest,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const parameters = new SqlParameters();
  const where = allOf([daysSql(range, parameters), prefixSql('rollups.name', prefix, parameters)]);
  const query = `SELECT rollups.name AS value, sum(span_count) AS total FROM rollups
WHERE ${where}
GROUP BY value
HAVING toInt64(total) > 0
ORDER BY total DESC, value
LIMIT ${parameters.bind('UInt32', limit + 1)}`;
  const rows = await rowsOf<ValueRow>(clickhouse, query, parameters.values, signal);
  return {
    values: rows.map(({ value, total }) => ({
      value: { type: 'string', value },
      count: Number(total),
    })),
    isEstimate: false,
  };
}

async function readWords(
  { clickhouse }: SpanReader,
  of: Words,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const parameters = new SqlParameters();
  const column = of === 'status' ? 'status_code' : 'kind';
  const query = `SELECT ${column} AS code, toInt64(sum(span_count)) AS total FROM rollups
WHERE ${daysSql(range, parameters)} GROUP BY code`;
  const rows = await rowsOf<{ code: number; total: string }>(
    clickhouse,
    query,
    parameters.values,
    signal,
  );
  const counts = new Map(rows.map(({ code, total }) => [code, Math.max(0, Number(total))]));
  return { values: withEveryWord(of, (code) => counts.get(code) ?? 0), isEstimate: false };
}

function typedValue({ type, value, count }: TypedText): AttributeValueCount {
  switch (type) {
    case 'int':
      return { value: { type, value: BigInt(value) }, count };
    case 'bool':
      return { value: { type, value: value === 'true' }, count };
    default:
      return { value: { type: 'string', value }, count };
  }
}

function textOfValue({ value }: AttributeValueCount): string {
  return textOf(value);
}

function textOf(value: Value): string {
  return 'value' in value ? String(value.value) : '';
}
