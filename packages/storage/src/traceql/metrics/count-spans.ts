// A metrics function over a filter that SQL can say: counted in the engine, one row per group, and put into the
// accumulators of the reference. Spans that SQL cannot decide (a list for a value) are fetched with their traces and
// decided by the reference, one by one.

import { type Accumulator, type Part, partOf } from '@throughline/traceql/eval/metrics/accumulator';
import { labelsOf } from '@throughline/traceql/eval/metrics/group-labels';
import type { SeriesGroups } from '@throughline/traceql/eval/metrics/series-groups';
import type { Value } from '@throughline/traceql/eval/value';
import type { MetricsAggregate } from '@throughline/traceql/syntax/ast';
import type { NativeBlock } from '../../read/native-reader.ts';
import { readNative } from '../../read/native-reader.ts';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { incompleteBy, LimitReachedError } from '../read-session.ts';
import {
  COUNT_COLUMNS,
  countStatement,
  type FunctionSpans,
  type FunctionSql,
  functionSql,
  LABEL_PREFIX,
} from './count-statement.ts';
import { type Cell, isServiceName, type LabelColumn, type LabelSources } from './label-sql.ts';
import { bytesOf, cellsOf, doublesOf, wordsOf } from './native-cells.ts';
import { readServiceNames } from './service-names.ts';
import type { TraceSource } from './traces-in-grid.ts';

const NO_ORIGIN = 0n;
const NS_PER_SECOND = 1e9;

/** Some million rows, and seconds to put them into their series. */
const MAX_ANSWER_BYTES = 64 * 1024 ** 2;

/** Of the time that is left: the rest is for reading what was counted. */
const COUNTING_SHARE = 0.9;

export interface SpanCount {
  /** How many spans were counted, and how many SQL could not decide. */
  readonly counted: number;
  readonly undecided: number;
}

/** Undefined, and nothing counted, when a label or the value takes whole traces to know. */
export async function countSpans(
  source: TraceSource,
  spans: FunctionSpans,
  groups: SeriesGroups,
  checkMemory: () => void,
): Promise<SpanCount | undefined> {
  const { session, readOrigins } = source;
  const isAboutServices = spans.node.by.some(isServiceName);
  const isByService = isAboutServices && (await readServiceNames(session)) !== undefined;
  const parameters = new SqlParameters();
  const sql = functionSql(spans.node, isByService, parameters);
  if (sql === undefined) return undefined;
  const limitMs = COUNTING_SHARE * session.remainingMs();
  const startedMs = performance.now();
  const bytes = await session.bytes(
    countStatement(spans, sql, limitMs, parameters),
    MAX_ANSWER_BYTES,
  );
  const isCutOff = performance.now() - startedMs >= limitMs;
  const blocks = readNative(bytes).filter((block) => block.rows > 0);
  const rows = blocks.map((block) => readRows(block, sql));
  const services = isByService ? await readServiceNames(session) : undefined;
  // A name has got a second value in the meantime, of which the next attempt knows.
  if (isByService && services === undefined) return countSpans(source, spans, groups, checkMemory);
  const sources = { ...(await readOrigins(session, idsIn(rows, sql))), services };
  const total = { counted: 0, undecided: 0 };
  for (const one of rows) {
    joinRows(one, { node: spans.node, sql, sources, groups, total, checkMemory });
    session.checkTime();
  }
  if (isCutOff) throw new LimitReachedError(incompleteBy('time', session.limits));
  return total;
}

/** The rows of a block, cell by cell. */
interface CountedRows {
  readonly rowCount: number;
  readonly labels: readonly ((row: number) => Cell)[];
  readonly origin: (row: number) => Cell;
  readonly interval: (row: number) => number;
  readonly bucket: (row: number) => number;
  readonly undecided: (row: number) => number;
  readonly spans: (row: number) => number;
  readonly weight: (row: number) => number;
  readonly number: (row: number) => number;
}

function readRows(block: NativeBlock, { labels }: FunctionSql): CountedRows {
  const columns = labels.flatMap((label) => label.columns);
  return {
    rowCount: block.rows,
    labels: columns.map(({ kind }, at) => cellsOf(block, `${LABEL_PREFIX}${at}`, kind)),
    origin: block.columns.has(COUNT_COLUMNS.origin)
      ? cellsOf(block, COUNT_COLUMNS.origin, 'resource')
      : () => NO_ORIGIN,
    interval: wordsOf(block, COUNT_COLUMNS.interval),
    bucket: bytesOf(block, COUNT_COLUMNS.bucket),
    undecided: bytesOf(block, COUNT_COLUMNS.undecided),
    spans: doublesOf(block, COUNT_COLUMNS.spans),
    weight: doublesOf(block, COUNT_COLUMNS.weight),
    number: doublesOf(block, COUNT_COLUMNS.number),
  };
}

function idsIn(rows: readonly CountedRows[], { labels, aggregated }: FunctionSql) {
  const ids = { resource: new Set<bigint>(), scope: new Set<bigint>() };
  const columns = labels.flatMap((label) => label.columns);
  const collect = (kind: LabelColumn['kind'], cell: (row: number) => Cell, rowCount: number) => {
    if (kind !== 'resource' && kind !== 'scope') return;
    for (let row = 0; row < rowCount; row++) ids[kind].add(BigInt(cell(row)));
  };
  for (const one of rows) {
    columns.forEach(({ kind }, at) => {
      const cell = one.labels[at];
      if (cell !== undefined) collect(kind, cell, one.rowCount);
    });
    if (aggregated?.origin !== undefined) {
      collect(aggregated.origin.of, one.origin, one.rowCount);
    }
  }
  // 0 stands for none.
  ids.resource.delete(0n);
  ids.scope.delete(0n);
  return { resources: [...ids.resource], scopes: [...ids.scope] };
}

interface Joining {
  readonly node: MetricsAggregate;
  readonly sql: FunctionSql;
  readonly sources: LabelSources;
  readonly groups: SeriesGroups;
  readonly total: { counted: number; undecided: number };
  readonly checkMemory: () => void;
}

function joinRows(rows: CountedRows, joining: Joining): void {
  const { node, sql, sources, groups, total } = joining;
  const known = new Map<Cell, Accumulator>();
  for (let row = 0; row < rows.rowCount; row++) {
    const spans = rows.spans(row);
    if (rows.undecided(row) !== 0) {
      total.undecided += spans;
      continue;
    }
    const part = partOfRow(rows, row, node, sql, sources);
    if (part === undefined) continue;
    const cells = rows.labels.map((cell) => cell(row));
    const key = keyOf(cells);
    let group = known.get(key);
    if (group === undefined) {
      group = groups.of(labelsOf(node, valuesOf(cells, sql, sources)));
      known.set(key, group);
      joining.checkMemory();
    }
    group.join(rows.interval(row), part);
    total.counted += spans;
  }
}

/** Different for cells that are. */
function keyOf(cells: readonly Cell[]): Cell {
  const [only = ''] = cells;
  if (cells.length <= 1) return only;
  return cells.map((cell) => `${String(cell).length} ${cell}`).join('');
}

function valuesOf(cells: readonly Cell[], { labels }: FunctionSql, sources: LabelSources): Value[] {
  let at = 0;
  return labels.map(({ columns, read }) => {
    const own = cells.slice(at, at + columns.length);
    at += columns.length;
    return read(own, sources);
  });
}

function partOfRow(
  rows: CountedRows,
  row: number,
  node: MetricsAggregate,
  { aggregated }: FunctionSql,
  sources: LabelSources,
): Part | undefined {
  const weight = rows.weight(row);
  const id = BigInt(rows.origin(row));
  if (id !== 0n && aggregated?.origin !== undefined) {
    return partOf(node, aggregated.origin.read(id, sources), weight);
  }
  const exponent = rows.bucket(row);
  const power = exponent === 0 ? 0 : 2 ** exponent;
  const bucket = aggregated?.isDuration === true ? power / NS_PER_SECOND : power;
  return { weight, number: rows.number(row), bucket };
}
