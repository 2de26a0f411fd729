// A trace table as bytes, about 20 per span: a head in JSON with the dictionaries and the size of each
// column, then the columns one behind the other. Times are differences to the row before, parents and
// events differences to their row, which keeps numbers small. Not compressed further: eight bytes of each
// span are a random id, and on the way to a browser nearby gzip takes longer than it saves.

import { textToUtf8 } from '../base/utf8.ts';
import { NumberWriter } from './number-column.ts';
import { eventCountOf, type TraceTable } from './trace-table.ts';
import { COLUMNS, type ColumnName, MAGIC, type TraceTableHead } from './trace-table-format.ts';

export function encodeTraceTable(table: TraceTable): Uint8Array {
  const columns = COLUMNS.map((column) => encodeColumn(table, column));
  const { traceId, startNs, rowCount, spanCount, rootRow, services, names, eventNames } = table;
  const head: TraceTableHead = {
    ...{ traceId, startNs: String(startNs), rowCount, spanCount, rootRow },
    ...{ services, names, eventNames, sizes: columns.map((column) => column.length) },
  };
  const headBytes = textToUtf8(JSON.stringify(head));
  const bodyAt = MAGIC.length + 4 + headBytes.length;
  const bytes = new Uint8Array(columns.reduce((sum, column) => sum + column.length, bodyAt));
  bytes.set(textToUtf8(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, headBytes.length, true);
  bytes.set(headBytes, MAGIC.length + 4);
  let at = bodyAt;
  for (const column of columns) {
    bytes.set(column, at);
    at += column.length;
  }
  return bytes;
}

function encodeColumn(table: TraceTable, column: ColumnName): Uint8Array {
  switch (column) {
    case 'spanIds':
    case 'kind':
    case 'status':
    case 'flags':
      return table[column];
    case 'service':
    case 'name':
    case 'linkCount':
    case 'eventName':
      return unsignedColumn(table[column]);
    case 'startOffsetNs':
    case 'clockShiftNs':
      return differences(table[column]);
    case 'durationNs':
      return signedColumn(table.durationNs);
    case 'parentRow':
      return parents(table.parentRow);
    case 'eventCount':
      return unsignedColumn(
        Int32Array.from({ length: table.rowCount }, (_, row) => eventCountOf(table, row)),
      );
    case 'eventOffsetNs':
      return eventOffsets(table);
  }
}

function unsignedColumn(values: Int32Array): Uint8Array {
  const writer = new NumberWriter();
  for (const value of values) writer.unsigned(value);
  return writer.finish();
}

function signedColumn(values: Float64Array): Uint8Array {
  const writer = new NumberWriter();
  for (const value of values) writer.signed(value);
  return writer.finish();
}

function differences(values: Float64Array): Uint8Array {
  const writer = new NumberWriter();
  let before = 0;
  for (const value of values) {
    writer.signed(value - before);
    before = value;
  }
  return writer.finish();
}

/** 0 is a root; else by how much the parent stands before the row, folded, and one. */
function parents(parentRow: Int32Array): Uint8Array {
  const writer = new NumberWriter();
  for (let row = 0; row < parentRow.length; row++) {
    const parent = parentRow[row] ?? -1;
    const distance = row - parent;
    writer.unsigned(parent < 0 ? 0 : distance < 0 ? -2 * distance : 2 * distance + 1);
  }
  return writer.finish();
}

function eventOffsets(table: TraceTable): Uint8Array {
  const writer = new NumberWriter();
  for (let row = 0; row < table.rowCount; row++) {
    for (let at = table.eventStart[row] ?? 0; at < (table.eventStart[row + 1] ?? 0); at++) {
      writer.signed((table.eventOffsetNs[at] ?? 0) - (table.startOffsetNs[row] ?? 0));
    }
  }
  return writer.finish();
}
