// A trace table as the JSON of the API, for those who draw a trace and do not want to read bytes.

import type { TraceColumns } from '@throughline/model/api/trace';
import { bytesToHex } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES } from '@throughline/model/batch/span-batch';
import {
  eventCountOf,
  PARENT_MISSING,
  PLACED_BY_LINK,
  type TraceTable,
} from '@throughline/model/trace-table/trace-table';

export function traceColumns(table: TraceTable): TraceColumns {
  const { rowCount, eventStart, spanIds } = table;
  const flagged = (flag: number): number[] =>
    rowsWhere(rowCount, (row) => ((table.flags[row] ?? 0) & flag) !== 0);
  const shifted = rowsWhere(rowCount, (row) => (table.clockShiftNs[row] ?? 0) !== 0);
  return {
    traceId: table.traceId,
    startTimeUnixNano: String(table.startNs),
    durationNano: String(lastEnd(table)),
    spanCount: table.spanCount,
    rootRow: table.rootRow,
    services: [...table.services],
    names: [...table.names],
    spanId: Array.from({ length: rowCount }, (_, row) =>
      bytesToHex(spanIds.subarray(row * SPAN_ID_BYTES, (row + 1) * SPAN_ID_BYTES)),
    ),
    parentRow: [...table.parentRow],
    missingParent: flagged(PARENT_MISSING),
    placedByLink: flagged(PLACED_BY_LINK),
    service: [...table.service],
    name: [...table.name],
    kind: [...table.kind],
    status: [...table.status],
    startOffsetNs: [...table.startOffsetNs],
    durationNs: [...table.durationNs],
    clockShifts: {
      row: shifted,
      shiftNs: shifted.map((row) => table.clockShiftNs[row] ?? 0),
    },
    eventCount: Array.from({ length: rowCount }, (_, row) => eventCountOf(table, row)),
    linkCount: [...table.linkCount],
    events: {
      row: Array.from({ length: rowCount }, (_, row) =>
        new Array<number>(eventCountOf(table, row)).fill(row),
      ).flat(),
      offsetNs: [...table.eventOffsetNs],
      name: Array.from(
        table.eventName.subarray(0, eventStart[rowCount]),
        (code) => table.eventNames[code] ?? '',
      ),
    },
  };
}

function rowsWhere(rowCount: number, is: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (is(row)) rows.push(row);
  return rows;
}

/** A span that ends before it starts counts as a point. */
function lastEnd({ rowCount, startOffsetNs, durationNs }: TraceTable): number {
  let endNs = 0;
  for (let row = 0; row < rowCount; row++) {
    endNs = Math.max(endNs, (startOffsetNs[row] ?? 0) + Math.max(durationNs[row] ?? 0, 0));
  }
  return endNs;
}
