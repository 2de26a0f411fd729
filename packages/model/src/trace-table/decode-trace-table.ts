// The inverse of encode-trace-table.ts. What does not fit together is refused: behind this every column has
// the right length and every index is in range.

import { utf8ToText } from '../base/utf8.ts';
import { NumberReader } from './number-column.ts';
import { NO_PARENT_ROW, type TraceTable } from './trace-table.ts';
import { TraceTableError } from './trace-table-error.ts';
import { COLUMNS, type ColumnName, MAGIC, type TraceTableHead } from './trace-table-format.ts';

export function decodeTraceTable(bytes: Uint8Array): TraceTable {
  const { head, bodyAt } = readHead(bytes);
  const { rowCount } = head;
  const column = cutColumns(bytes, head, bodyAt);
  const raw = (name: ColumnName, width = 1): Uint8Array => {
    const found = column(name);
    if (found.length === rowCount * width) return found.slice();
    throw new TraceTableError(`the column ${name} does not hold ${rowCount} rows`);
  };
  const codes = (name: ColumnName, count: number, dictionary: readonly string[]): Int32Array => {
    const values = unsignedColumn(column(name), count);
    for (const value of values) {
      if (value >= dictionary.length || value < 0) {
        throw new TraceTableError(`the column ${name} holds ${value}, beyond its dictionary`);
      }
    }
    return values;
  };
  const spanIds = raw('spanIds', SPAN_ID_BYTES);
  const shiftBytes = column('clockShiftNs');
  const startOffsetNs = differences(column('startOffsetNs'), rowCount);
  const eventStart = startsOf(unsignedColumn(column('eventCount'), rowCount), column('eventName'));
  const eventCount = eventStart[rowCount] ?? 0;
  return {
    traceId: head.traceId,
    startNs: BigInt(head.startNs),
    rowCount,
    spanCount: head.spanCount,
    rootRow: head.rootRow,
    services: head.services,
    names: head.names,
    eventNames: head.eventNames,
    spanIds,
    parentRow: parents(column('parentRow'), rowCount),
    service: codes('service', rowCount, head.services),
    name: codes('name', rowCount, head.names),
    kind: raw('kind'),
    status: raw('status'),
    flags: raw('flags'),
    startOffsetNs,
    durationNs: signedColumn(column('durationNs'), rowCount),
    clockShiftNs: differences(shiftBytes, shiftBytes.length === 0 ? 0 : rowCount),
    eventStart,
    eventOffsetNs: eventOffsets(column('eventOffsetNs'), eventStart, startOffsetNs),
    eventName: codes('eventName', eventCount, head.eventNames),
    linkCount: unsignedColumn(column('linkCount'), rowCount),
  };
}

const SPAN_ID_BYTES = 8;

function readHead(bytes: Uint8Array): { head: TraceTableHead; bodyAt: number } {
  const headAt = MAGIC.length + 4;
  if (bytes.length < headAt || utf8ToText(bytes, 0, MAGIC.length) !== MAGIC) {
    throw new TraceTableError('the answer is no trace table of this version');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bodyAt = headAt + view.getUint32(MAGIC.length, true);
  if (bodyAt > bytes.length) throw new TraceTableError('the head of the trace table ends early');
  const head = parseHead(utf8ToText(bytes, headAt, bodyAt));
  if (!isHead(head)) throw new TraceTableError('the head of the trace table is incomplete');
  return { head, bodyAt };
}

function parseHead(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TraceTableError('the head of the trace table is no JSON', { cause });
  }
}

function isHead(value: unknown): value is TraceTableHead {
  if (typeof value !== 'object' || value === null) return false;
  const head = value as Partial<Record<keyof TraceTableHead, unknown>>;
  const { rowCount, rootRow, spanCount, sizes, startNs, traceId } = head;
  return (
    isCount(rowCount) &&
    isCount(rootRow) &&
    rootRow < Math.max(rowCount, 1) &&
    isCount(spanCount) &&
    typeof traceId === 'string' &&
    typeof startNs === 'string' &&
    /^\d+$/.test(startNs) &&
    [head.services, head.names, head.eventNames].every(isTexts) &&
    Array.isArray(sizes) &&
    sizes.every(isCount)
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function cutColumns(
  bytes: Uint8Array,
  { sizes }: TraceTableHead,
  bodyAt: number,
): (name: ColumnName) => Uint8Array {
  const ends: number[] = [];
  let at = bodyAt;
  for (const size of sizes) {
    at += size;
    ends.push(at);
  }
  if (sizes.length !== COLUMNS.length || at !== bytes.length) {
    throw new TraceTableError('the columns of the trace table do not fill it');
  }
  return (name) => {
    const index = COLUMNS.indexOf(name);
    return bytes.subarray(ends[index - 1] ?? bodyAt, ends[index]);
  };
}

function unsignedColumn(bytes: Uint8Array, count: number): Int32Array {
  const reader = new NumberReader(bytes);
  const values = new Int32Array(count);
  for (let row = 0; row < count; row++) values[row] = reader.unsigned();
  reader.end();
  return values;
}

function signedColumn(bytes: Uint8Array, count: number): Float64Array {
  const reader = new NumberReader(bytes);
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) values[row] = reader.signed();
  reader.end();
  return values;
}

function differences(bytes: Uint8Array, count: number): Float64Array {
  const values = signedColumn(bytes, count);
  for (let row = 1; row < count; row++) {
    values[row] = (values[row] ?? 0) + (values[row - 1] ?? 0);
  }
  return values;
}

function parents(bytes: Uint8Array, count: number): Int32Array {
  const values = unsignedColumn(bytes, count);
  for (let row = 0; row < count; row++) {
    const folded = values[row] ?? 0;
    const distance = folded % 2 === 0 ? -folded / 2 : (folded - 1) / 2;
    const parent = folded === 0 ? NO_PARENT_ROW : row - distance;
    if (parent < NO_PARENT_ROW || parent >= count) {
      throw new TraceTableError(`the parent of row ${row} is row ${parent} of ${count}`);
    }
    values[row] = parent;
  }
  return values;
}

/** `names`: the column of event names, which has at least a byte for each event. */
function startsOf(counts: Int32Array, names: Uint8Array): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  let sum = 0;
  for (let row = 0; row < counts.length; row++) {
    sum += counts[row] ?? 0;
    starts[row + 1] = sum;
  }
  if (sum > names.length) throw new TraceTableError(`${sum} events without names`);
  return starts;
}

function eventOffsets(
  bytes: Uint8Array,
  eventStart: Int32Array,
  startOffsetNs: Float64Array,
): Float64Array {
  const values = signedColumn(bytes, eventStart.at(-1) ?? 0);
  for (let row = 0; row < startOffsetNs.length; row++) {
    for (let at = eventStart[row] ?? 0; at < (eventStart[row + 1] ?? 0); at++) {
      values[at] = (values[at] ?? 0) + (startOffsetNs[row] ?? 0);
    }
  }
  return values;
}
