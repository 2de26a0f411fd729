// A trace as the UI holds it: typed arrays by row (one row is one span, ordered by start time), the
// tree over them and what is derived once per trace. Decoded from the columns of the API, which are
// checked here: behind this file every array has the right length and every index is in range.

import {
  computeSelfTime,
  type SelfTime,
  sumSelfTimeBy,
} from '@throughline/analysis/self-time/self-time';
import { assembleTree, type SpanTree } from '@throughline/analysis/tree/assemble-tree';
import type { TraceColumns } from '@throughline/model/api/trace';
import { SPAN_ID_BYTES } from './span-ids.ts';

export const STATUS_ERROR = 2;

export interface TraceModel {
  readonly traceId: string;
  readonly startNs: bigint;
  /** From the first start to the last end. */
  readonly durationNs: number;
  readonly rowCount: number;
  readonly services: readonly string[];
  readonly names: readonly string[];
  /** 8 bytes per row; span-ids.ts reads them. */
  readonly spanIdBytes: Uint8Array;
  readonly service: Int32Array;
  readonly name: Int32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  /** From the start of the trace. */
  readonly startOffsetNs: Float64Array;
  readonly spanDurationNs: Float64Array;
  readonly eventCount: Int32Array;
  readonly linkCount: Int32Array;
  /** 1 where the parent is named but has not arrived. */
  readonly parentMissing: Uint8Array;
  readonly missingParentCount: number;
  /** Events of row r: `eventOffsetNs[eventStart[r]] … eventOffsetNs[eventStart[r + 1] - 1]`. */
  readonly eventStart: Int32Array;
  readonly eventOffsetNs: Float64Array;
  readonly tree: SpanTree;
  readonly self: SelfTime;
  /** By index of `services`. */
  readonly selfByServiceNs: Float64Array;
  readonly errorCount: number;
  /** Errors in the subtree of a row, the row included: a folded row shows what it hides. */
  readonly errorsBelow: Int32Array;
}

export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
}

export function decodeTraceColumns(answer: unknown): TraceModel {
  const columns = answer as TraceColumns;
  const rowCount = checkColumns(columns);
  const startOffsetNs = Float64Array.from(columns.startOffsetNs);
  const spanDurationNs = Float64Array.from(columns.durationNs);
  const tree = assembleTree(columns.parentRow);
  const self = computeSelfTime(tree, startOffsetNs, spanDurationNs);
  const service = Int32Array.from(columns.service);
  const status = Uint8Array.from(columns.status);
  const parentMissing = new Uint8Array(rowCount);
  for (const row of columns.missingParent) parentMissing[row] = 1;
  let lastEndNs = Number(columns.durationNano);
  for (let row = 0; row < rowCount; row++) {
    lastEndNs = Math.max(lastEndNs, (startOffsetNs[row] ?? 0) + (spanDurationNs[row] ?? 0));
  }
  return {
    traceId: columns.traceId,
    startNs: BigInt(columns.startTimeUnixNano),
    durationNs: lastEndNs,
    rowCount,
    services: columns.services,
    names: columns.names,
    spanIdBytes: bytesOfIds(columns.spanId),
    service,
    name: Int32Array.from(columns.name),
    kind: Uint8Array.from(columns.kind),
    status,
    startOffsetNs,
    spanDurationNs,
    eventCount: Int32Array.from(columns.eventCount),
    linkCount: Int32Array.from(columns.linkCount),
    parentMissing,
    missingParentCount: columns.missingParent.length,
    ...groupEvents(columns, rowCount),
    tree,
    self,
    selfByServiceNs: sumSelfTimeBy(self.selfNs, service, columns.services.length),
    ...countErrors(tree, status),
  };
}

const ROW_COLUMNS = [
  'spanId',
  'parentRow',
  'service',
  'name',
  'kind',
  'status',
  'startOffsetNs',
  'durationNs',
  'eventCount',
  'linkCount',
] as const;

function checkColumns(columns: TraceColumns): number {
  const rowCount: unknown = columns?.spanId?.length;
  if (typeof rowCount !== 'number') throw new TraceFormatError('The answer holds no spans.');
  for (const column of ROW_COLUMNS) {
    if (columns[column]?.length !== rowCount) {
      throw new TraceFormatError(`The column ${column} does not hold ${rowCount} rows.`);
    }
  }
  checkIndexes('service', columns.service, columns.services.length);
  checkIndexes('name', columns.name, columns.names.length);
  checkIndexes('events.row', columns.events.row, rowCount);
  checkIndexes('missingParent', columns.missingParent, rowCount);
  return rowCount;
}

function checkIndexes(column: string, indexes: readonly number[], count: number): void {
  for (const index of indexes) {
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new TraceFormatError(`The column ${column} holds ${index}, beyond ${count} entries.`);
    }
  }
}

function bytesOfIds(ids: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * SPAN_ID_BYTES);
  ids.forEach((id, row) => {
    for (let byte = 0; byte < SPAN_ID_BYTES; byte++) {
      bytes[row * SPAN_ID_BYTES + byte] = Number.parseInt(id.slice(byte * 2, byte * 2 + 2), 16);
    }
  });
  return bytes;
}

/** Events sorted by row, keeping their order within a row. */
function groupEvents(
  columns: TraceColumns,
  rowCount: number,
): Pick<TraceModel, 'eventStart' | 'eventOffsetNs'> {
  const { row: rows, offsetNs } = columns.events;
  const eventStart = new Int32Array(rowCount + 1);
  for (const row of rows) eventStart[row + 1] = (eventStart[row + 1] ?? 0) + 1;
  for (let row = 0; row < rowCount; row++) {
    eventStart[row + 1] = (eventStart[row + 1] ?? 0) + (eventStart[row] ?? 0);
  }
  const filled = eventStart.slice(0, rowCount);
  const eventOffsetNs = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    const slot = filled[row] ?? 0;
    eventOffsetNs[slot] = offsetNs[i] ?? 0;
    filled[row] = slot + 1;
  });
  return { eventStart, eventOffsetNs };
}

function countErrors(
  tree: SpanTree,
  status: Uint8Array,
): Pick<TraceModel, 'errorCount' | 'errorsBelow'> {
  const errorsBelow = new Int32Array(tree.rowCount);
  let errorCount = 0;
  for (let i = tree.rowCount - 1; i >= 0; i--) {
    const row = tree.order[i] ?? 0;
    if (status[row] === STATUS_ERROR) {
      errorsBelow[row] = (errorsBelow[row] ?? 0) + 1;
      errorCount++;
    }
    const parent = tree.parentRow[row] ?? -1;
    if (parent >= 0) errorsBelow[parent] = (errorsBelow[parent] ?? 0) + (errorsBelow[row] ?? 0);
  }
  return { errorCount, errorsBelow };
}

/** Name of a dictionary-coded row; the decoder has checked the indexes. */
export function serviceOf(trace: TraceModel, row: number): string {
  return trace.services[trace.service[row] ?? 0] ?? '';
}

export function nameOf(trace: TraceModel, row: number): string {
  return trace.names[trace.name[row] ?? 0] ?? '';
}

/** The row that stands for the trace: the first root whose parent is not missing, else the first. */
export function rootRowOf(trace: TraceModel): number {
  for (const row of trace.tree.roots) if (trace.parentMissing[row] === 0) return row;
  return trace.tree.roots[0] ?? 0;
}
