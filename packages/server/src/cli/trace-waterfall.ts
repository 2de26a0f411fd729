// A trace as lines of text: what the analysis says, and a bar for every span, with those marked that made it slow
// or failed.

import { sayCount, sayDuration } from '@throughline/analysis/text/say';
import { assembleTree } from '@throughline/analysis/tree/assemble-tree';
import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import type { TraceColumns } from '@throughline/model/api/trace';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { spanRefs } from '../query/span-refs.ts';
import { onOneLine } from './on-one-line.ts';

/** More are not read in a terminal; those that are marked are printed wherever they are. */
const MAX_LINES = 200;

/** Of the tree, which is cut beyond it. */
const MAX_LABEL = 48;
const MIN_BAR = 20;
const DURATION_WIDTH = 8;

/** On the critical path, and open beside it. */
const ON_PATH = '█';
const OPEN = '░';
const MARK = '▶';

interface DrawnTrace {
  readonly columns: TraceColumns;
  readonly durationNs: number;
  readonly labelWidth: number;
  readonly barWidth: number;
  /** Rows of culprits and findings. */
  readonly marked: ReadonlySet<number>;
  /** By row, the parts of the critical path. */
  readonly pathNs: ReadonlyMap<number, readonly (readonly [number, number])[]>;
}

export function traceLines(
  columns: TraceColumns,
  analysis: TraceAnalysisAnswer,
  width: number,
): string[] {
  const rowOf = new Map(spanRefs(columns.spanId).map((ref, row) => [ref, row]));
  const tree = assembleTree(columns.parentRow);
  const labels = Array.from(tree.order, (row) => labelOf(columns, row, tree.depth[row] ?? 0));
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const labelWidth = Math.min(longest, MAX_LABEL);
  const drawn: DrawnTrace = {
    columns,
    durationNs: Math.max(Number(columns.durationNano), 1),
    labelWidth,
    barWidth: Math.max(width - labelWidth - DURATION_WIDTH - 8, MIN_BAR),
    marked: markedRows(analysis, rowOf),
    pathNs: pathByRow(analysis, rowOf),
  };
  const lines: string[] = [];
  tree.order.forEach((row, at) => {
    if (lines.length < MAX_LINES || drawn.marked.has(row)) {
      lines.push(spanLine(drawn, row, labels[at] ?? ''));
    }
  });
  const left = tree.rowCount - lines.length;
  return [
    ...headLines(columns, analysis),
    '',
    ...lines,
    ...(left === 0 ? [] : [`${sayCount(left)} more spans are not shown`]),
    '',
    `${MARK} named above   ${ON_PATH} on the critical path   ${OPEN} beside it   ! error`,
  ];
}

function headLines(columns: TraceColumns, analysis: TraceAnalysisAnswer): string[] {
  const { comparison, culprits, findings, propagation, repairs } = analysis;
  const { service, operation } = comparison;
  const errors = columns.status.filter((status) => status === STATUS_ERROR).length;
  const startMs = Number(BigInt(columns.startTimeUnixNano) / 1_000_000n);
  const figures = [
    sayDuration(Number(columns.durationNano)),
    quantity(columns.spanId.length, 'span'),
    quantity(columns.services.length, 'service'),
    quantity(errors, 'error'),
  ];
  const said = [
    ...culprits.map(({ kind, sentence }) => ({ name: kind, sentence })),
    ...propagation.map(({ cause, sentence }) => ({ name: cause, sentence })),
    ...findings,
    ...repairs.map(({ kind, sentence }) => ({ name: kind, sentence })),
  ];
  return [
    `${onOneLine(`${service} ${operation}`)}   ${figures.join(', ')}`,
    `${new Date(startMs).toISOString()}   ${columns.traceId}`,
    '',
    ...(said.length === 0 ? [nothingSaid(comparison)] : []),
    ...said.map(({ name, sentence }) => `${onOneLine(sentence)}   [${name}]`),
  ];
}

function nothingSaid({ state, traces, neededTraces }: TraceAnalysisAnswer['comparison']): string {
  const others = quantity(traces, 'other trace');
  return state === 'compared'
    ? `Nothing stands out against ${others} of this endpoint.`
    : `Nothing is found. Not enough to compare: ${others} of this endpoint, and ${neededTraces} are needed.`;
}

function quantity(count: number, singular: string): string {
  return `${sayCount(count)} ${singular}${count === 1 ? '' : 's'}`;
}

function markedRows(
  { culprits, findings }: TraceAnalysisAnswer,
  rowOf: ReadonlyMap<string, number>,
): Set<number> {
  const refs = [...culprits, ...findings].flatMap(({ spans }) => spans);
  return new Set(refs.flatMap((ref) => rowOf.get(ref) ?? []));
}

/** At the times that were sent. */
function pathByRow(
  { criticalPath, clockShifts }: TraceAnalysisAnswer,
  rowOf: ReadonlyMap<string, number>,
): Map<number, (readonly [number, number])[]> {
  const shiftNs = new Map(clockShifts.map((shift) => [shift.span, shift.shiftNs]));
  const byRow = new Map<number, (readonly [number, number])[]>();
  for (const { span, fromNs, toNs } of criticalPath) {
    const row = rowOf.get(span);
    if (row === undefined) continue;
    const movedNs = shiftNs.get(span) ?? 0;
    const parts = byRow.get(row) ?? [];
    parts.push([fromNs - movedNs, toNs - movedNs]);
    byRow.set(row, parts);
  }
  return byRow;
}

function labelOf(columns: TraceColumns, row: number, depth: number): string {
  const service = columns.services[columns.service[row] ?? 0] ?? '';
  const name = columns.names[columns.name[row] ?? 0] ?? '';
  return '  '.repeat(Math.min(depth, MAX_LABEL / 4)) + onOneLine(`${service} ${name}`);
}

function spanLine(drawn: DrawnTrace, row: number, label: string): string {
  const { columns, labelWidth } = drawn;
  const cut = label.length > labelWidth ? `${label.slice(0, labelWidth - 1)}…` : label;
  const duration = sayDuration(Math.max(columns.durationNs[row] ?? 0, 0)).padStart(DURATION_WIDTH);
  const mark = drawn.marked.has(row) ? MARK : ' ';
  const error = columns.status[row] === STATUS_ERROR ? '!' : ' ';
  return `${mark} ${cut.padEnd(labelWidth)} ${duration} ${error} ${barOf(drawn, row)}`.trimEnd();
}

function barOf({ columns, durationNs, barWidth, pathNs }: DrawnTrace, row: number): string {
  const cells: string[] = Array.from({ length: barWidth }, () => ' ');
  const cellOf = (ns: number): number => (ns / durationNs) * barWidth;
  const fill = (fromNs: number, toNs: number, cell: string): void => {
    const first = Math.max(Math.min(Math.floor(cellOf(fromNs)), barWidth - 1), 0);
    const end = Math.min(Math.max(Math.ceil(cellOf(toNs)), first + 1), barWidth);
    cells.fill(cell, first, end);
  };
  const startNs = columns.startOffsetNs[row] ?? 0;
  fill(startNs, startNs + Math.max(columns.durationNs[row] ?? 0, 0), OPEN);
  // A part too short to be seen would hide what is beside it.
  for (const [fromNs, toNs] of pathNs.get(row) ?? []) {
    if (cellOf(toNs) - cellOf(fromNs) >= 0.5) fill(fromNs, toNs, ON_PATH);
  }
  return cells.join('').trimEnd();
}
