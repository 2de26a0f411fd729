// What the statements of cohorts count, put into a comparison: attributes by their names, resources told apart into
// their attributes, roots by name and service.

import type { Comparison, Side } from '@throughline/traceql/eval/metrics/compare-series';
import {
  fromAttribute,
  KIND_WORDS,
  STATUS_WORDS,
  textValue,
  type Value,
} from '@throughline/traceql/eval/value';
import { type NativeBlock, readNative } from '../../read/native-reader.ts';
import type { Statement } from '../read-session.ts';
import {
  COHORT_COLUMNS,
  type Expected,
  itemsStatement,
  KEY_OF,
  rootItemsStatement,
} from './cohort-statements.ts';
import { attributeName } from './compare-spans.ts';
import type { ComparedSpans } from './compare-statements.ts';
import { bytesOf, doublesOf, textsOf } from './native-cells.ts';
import { readExtent, type TraceSource } from './traces-in-grid.ts';
import { valueOfText } from './value-text.ts';

/** Some hundred thousand rows; those that differ least of a field are one row together. */
const MAX_ANSWER_BYTES = 64 * 1024 ** 2;

export interface Sampled {
  readonly sampled: ComparedSpans;
  readonly expected: Expected;
}

interface Row {
  readonly key: string;
  readonly value: string;
  readonly isRest: boolean;
  readonly counts: readonly (readonly [Side, number])[];
}

export async function countItems(
  source: TraceSource,
  { sampled, expected }: Sampled,
  most: number,
  comparison: Comparison,
): Promise<void> {
  const resources = new Map<bigint, Row['counts']>();
  for (const row of await rowsOf(source, itemsStatement(sampled, expected, most))) {
    const name = row.key.slice(1);
    switch (row.key[0]) {
      case KEY_OF.resource:
        resources.set(BigInt(row.value), row.counts);
        break;
      case KEY_OF.intrinsic:
        joinAll(comparison, name, intrinsicValue(name, row.value), row.counts);
        break;
      default:
        joinAttribute(comparison, attributeName('span', name), row);
    }
  }
  await joinResources(source, resources, comparison);
}

/** Not with the others: roots are other spans. */
export async function countRoots(
  source: TraceSource,
  compared: ComparedSpans,
  comparison: Comparison,
): Promise<void> {
  const filed = await readExtent(source.session, compared.grid);
  for (const { key, value, counts } of await rowsOf(source, rootItemsStatement(compared, filed))) {
    joinAll(comparison, 'rootName', textValue(key), counts);
    joinAll(comparison, 'rootServiceName', textValue(value), counts);
  }
}

async function rowsOf({ session }: TraceSource, statement: Statement): Promise<Row[]> {
  const blocks = readNative(await session.bytes(statement, MAX_ANSWER_BYTES));
  return blocks.filter(({ rows }) => rows > 0).flatMap(rowsOfBlock);
}

function rowsOfBlock(block: NativeBlock): Row[] {
  const keys = textsOf(block, COHORT_COLUMNS.key);
  const values = textsOf(block, COHORT_COLUMNS.value);
  const selection = doublesOf(block, COHORT_COLUMNS.selection);
  const baseline = doublesOf(block, COHORT_COLUMNS.baseline);
  const isRest = bytesOf(block, 'is_rest');
  return Array.from({ length: block.rows }, (_, row) => ({
    ...{ key: keys(row), value: values(row), isRest: isRest(row) !== 0 },
    counts: [
      ['selection', selection(row)],
      ['baseline', baseline(row)],
    ],
  }));
}

function joinAll(comparison: Comparison, name: string, value: Value, counts: Row['counts']): void {
  for (const [side, count] of counts) {
    if (count > 0) comparison.join(side, name, value, 0, count);
  }
}

function joinAttribute(comparison: Comparison, name: string, { value, isRest, counts }: Row): void {
  if (!isRest) {
    joinAll(comparison, name, valueOfText(value), counts);
    return;
  }
  for (const [side, count] of counts) {
    if (count > 0) comparison.joinRest(side, name, 0, count);
  }
}

function intrinsicValue(name: string, text: string): Value {
  if (name === 'status') return { type: 'status', value: STATUS_WORDS[Number(text)] ?? 'unset' };
  if (name === 'kind') return { type: 'kind', value: KIND_WORDS[Number(text)] ?? 'unspecified' };
  return textValue(text);
}

async function joinResources(
  source: TraceSource,
  counted: ReadonlyMap<bigint, Row['counts']>,
  comparison: Comparison,
): Promise<void> {
  const ids = { resources: [...counted.keys()], scopes: [] };
  const { resources } = await source.readOrigins(source.session, ids);
  for (const [id, counts] of counted) {
    for (const { key, value } of resources.get(id)?.attributes ?? []) {
      const told = fromAttribute(value);
      if (told.type === 'nil') continue;
      joinAll(comparison, attributeName('resource', key), told, counts);
    }
  }
}
