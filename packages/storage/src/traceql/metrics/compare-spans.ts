// `compare` in the engine: for every field, how often each of its values comes up on either side. Fields that every
// span has are grouped by, one after another; resources are counted by their id and told apart here; of attributes
// of spans the most frequent values are counted, and the others together.

import { ensureExists } from '@throughline/model/base/assert';
import {
  COMPARED,
  type Comparison,
  DEFAULT_TOP_N,
  type Side,
} from '@throughline/traceql/eval/metrics/compare-series';
import { fromAttribute, textValue } from '@throughline/traceql/eval/value';
import type { Compare, Field } from '@throughline/traceql/syntax/ast';
import { printField } from '@throughline/traceql/syntax/print-value';
import { type NativeBlock, readNative } from '../../read/native-reader.ts';
import { SqlParameters } from '../../read/sql-parameters.ts';
import type { Statement } from '../read-session.ts';
import {
  attributesStatement,
  COMPARE_COLUMNS,
  type ComparedSpans,
  columnStatement,
  rootsStatement,
} from './compare-statements.ts';
import { labelSql } from './label-sql.ts';
import { bytesOf, cellsOf, doublesOf, textsOf, wordsOf } from './native-cells.ts';
import { readExtent, type TraceSource } from './traces-in-grid.ts';
import { valueOfText } from './value-text.ts';

/** Some million rows, and seconds to put them into their series. */
const MAX_ANSWER_BYTES = 64 * 1024 ** 2;

/** More than are told, as values that are one in the end come apart: a list of one is that one. */
const MORE_VALUES = 100;

const NO_ORIGINS = { resources: new Map(), scopes: new Map(), services: undefined };

/** How many spans SQL could not decide; none of them is counted. */
export async function compareSpans(
  source: TraceSource,
  compared: ComparedSpans,
  node: Compare,
  comparison: Comparison,
  checkMemory: () => void,
): Promise<number> {
  const counting = { ...source, checkMemory };
  let undecided = 0;
  for (const name of COMPARED) {
    if (name === 'rootName' || name === 'rootServiceName') continue;
    undecided = await compareIntrinsic(
      counting,
      compared,
      { kind: 'intrinsic', name, range: NOWHERE },
      comparison,
    );
  }
  await compareResources(counting, compared, comparison);
  await compareRoots(counting, compared, comparison);
  const most = Number(node.topN ?? DEFAULT_TOP_N) + MORE_VALUES;
  await forEachRow(counting, attributesStatement(compared, most), (block) => {
    const keys = textsOf(block, COMPARE_COLUMNS.key);
    const values = textsOf(block, COMPARE_COLUMNS.value);
    return (row, { side, interval, weight }) => {
      const name = attributeName('span', keys(row));
      const text = values(row);
      if (text === '') comparison.joinRest(side, name, interval, weight);
      else comparison.join(side, name, valueOfText(text), interval, weight);
    };
  });
  return undecided;
}

export interface SideCounts {
  readonly selection: number;
  readonly baseline: number;
  /** Of both: SQL could not decide. */
  readonly undecided: number;
}

/** How many spans there are on either side, whatever they say. */
export async function countSides(
  source: TraceSource,
  compared: ComparedSpans,
): Promise<SideCounts> {
  const counts = { selection: 0, baseline: 0 };
  const statement = columnStatement(compared, 'toUInt8(0)');
  const undecided = await forEachRow({ ...source, checkMemory: () => {} }, statement, () => {
    return (_row, { side, weight }) => {
      counts[side] += weight;
    };
  });
  return { ...counts, undecided };
}

const NOWHERE = { start: 0, end: 0 };

export function attributeName(scope: 'span' | 'resource', name: string): string {
  return printField({ kind: 'attribute', scope, ofParent: false, name, range: NOWHERE });
}

interface ComparedRow {
  readonly side: Side;
  readonly interval: number;
  readonly weight: number;
}

interface Counting extends TraceSource {
  readonly checkMemory: () => void;
}

/** How many spans are undecided, whose rows are left out. */
async function forEachRow(
  { session, checkMemory }: Counting,
  statement: Statement,
  reader: (block: NativeBlock) => (row: number, counted: ComparedRow) => void,
): Promise<number> {
  let open = 0;
  const blocks = readNative(await session.bytes(statement, MAX_ANSWER_BYTES));
  for (const block of blocks.filter(({ rows }) => rows > 0)) {
    const isSelected = bytesOf(block, COMPARE_COLUMNS.side);
    const undecided = bytesOf(block, COMPARE_COLUMNS.undecided);
    const interval = wordsOf(block, COMPARE_COLUMNS.interval);
    const spans = doublesOf(block, COMPARE_COLUMNS.spans);
    const weight = doublesOf(block, COMPARE_COLUMNS.weight);
    const read = reader(block);
    for (let row = 0; row < block.rows; row++) {
      if (undecided(row) !== 0) {
        open += spans(row);
        continue;
      }
      const side = isSelected(row) === 0 ? 'baseline' : 'selection';
      read(row, { side, interval: interval(row), weight: weight(row) });
      checkMemory();
    }
    session.checkTime();
  }
  return open;
}

/** Of those that every span has, in one column. */
async function compareIntrinsic(
  source: Counting,
  compared: ComparedSpans,
  field: Field,
  comparison: Comparison,
): Promise<number> {
  const label = ensureExists(labelSql(field, false, new SqlParameters()), 'a span has it');
  const column = ensureExists(label.columns[0], 'in one column');
  const name = printField(field);
  return forEachRow(source, columnStatement(compared, column.sql), (block) => {
    const cells = cellsOf(block, COMPARE_COLUMNS.key, column.kind);
    return (row, { side, interval, weight }) =>
      comparison.join(side, name, label.read([cells(row)], NO_ORIGINS), interval, weight);
  });
}

async function compareResources(
  source: Counting,
  compared: ComparedSpans,
  comparison: Comparison,
): Promise<void> {
  const counted = new Map<bigint, ComparedRow[]>();
  await forEachRow(source, columnStatement(compared, 'resource_id'), (block) => {
    const ids = cellsOf(block, COMPARE_COLUMNS.key, 'resource');
    return (row, one) => {
      const id = BigInt(ids(row));
      const rows = counted.get(id) ?? [];
      rows.push(one);
      counted.set(id, rows);
    };
  });
  const ids = { resources: [...counted.keys()], scopes: [] };
  const { resources } = await source.readOrigins(source.session, ids);
  for (const [id, rows] of counted) {
    for (const { key, value } of resources.get(id)?.attributes ?? []) {
      const told = fromAttribute(value);
      if (told.type === 'nil') continue;
      const name = attributeName('resource', key);
      for (const { side, interval, weight } of rows) {
        comparison.join(side, name, told, interval, weight);
      }
      source.checkMemory();
    }
  }
}

async function compareRoots(
  source: Counting,
  compared: ComparedSpans,
  comparison: Comparison,
): Promise<void> {
  const filed = await readExtent(source.session, compared.grid);
  await forEachRow(source, rootsStatement(compared, filed), (block) => {
    const names = textsOf(block, COMPARE_COLUMNS.key);
    const services = textsOf(block, COMPARE_COLUMNS.value);
    return (row, { side, interval, weight }) => {
      comparison.join(side, 'rootName', textValue(names(row)), interval, weight);
      comparison.join(side, 'rootServiceName', textValue(services(row)), interval, weight);
    };
  });
}
