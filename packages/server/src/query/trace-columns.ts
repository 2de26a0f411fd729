// A trace in the compact columnar form of the API, from the batch the store gives. Parents become
// rows, times become offsets from the trace's start.

import { resolveParentRows } from '@throughline/analysis/tree/resolve-parent-rows';
import type { TraceColumns } from '@throughline/model/api/trace';
import { bytesToHex } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES, type SpanBatch } from '@throughline/model/batch/span-batch';

/** `batch` holds the spans of one trace, ordered by start time. */
export function buildTraceColumns(batch: SpanBatch): TraceColumns {
  const rows = batch.rowCount;
  const { startNs, endNs } = timeBounds(batch);
  const services = new Codes();
  const names = new Codes();
  const { parentRow, missing } = resolveParentRows(
    batch.spanId.bytes.subarray(0, rows * SPAN_ID_BYTES),
    batch.parentSpanId.bytes.subarray(0, rows * SPAN_ID_BYTES),
  );
  return {
    traceId: bytesToHex(batch.traceId.at(0)),
    startTimeUnixNano: String(startNs),
    durationNano: String(endNs - startNs),
    spanId: perRow(rows, (row) => bytesToHex(batch.spanId.at(row))),
    parentRow: [...parentRow],
    missingParent: [...missing],
    service: perRow(rows, (row) => services.of(batch.serviceNameAt(row))),
    services: services.texts,
    name: perRow(rows, (row) => names.of(batch.name.textAt(row))),
    names: names.texts,
    kind: perRow(rows, (row) => batch.kind.at(row)),
    status: perRow(rows, (row) => batch.statusCode.at(row)),
    startOffsetNs: perRow(rows, (row) => Number(batch.startNs.unsignedAt(row) - startNs)),
    durationNs: perRow(rows, (row) => batch.durationNs.signedNumberAt(row)),
    eventCount: perRow(rows, (row) => countAt(batch.events.ends, row)),
    linkCount: perRow(rows, (row) => countAt(batch.links.ends, row)),
    events: eventTicks(batch, startNs),
  };
}

/** From the earliest start to the latest end; a span that ends before it starts counts as a point. */
function timeBounds(batch: SpanBatch): { startNs: bigint; endNs: bigint } {
  let startNs = batch.startNs.unsignedAt(0);
  let endNs = startNs;
  for (let row = 0; row < batch.rowCount; row++) {
    const start = batch.startNs.unsignedAt(row);
    const duration = batch.durationNs.signedAt(row);
    const end = duration > 0n ? start + duration : start;
    if (start < startNs) startNs = start;
    if (end > endNs) endNs = end;
  }
  return { startNs, endNs };
}

function eventTicks(batch: SpanBatch, startNs: bigint): TraceColumns['events'] {
  const { events } = batch;
  const row: number[] = [];
  for (let span = 0; span < batch.rowCount; span++) {
    for (let count = countAt(events.ends, span); count > 0; count--) row.push(span);
  }
  return {
    row,
    offsetNs: perRow(row.length, (at) => Number(events.timeNs.unsignedAt(at) - startNs)),
    name: perRow(row.length, (at) => events.name.textAt(at)),
  };
}

function countAt(ends: { at(row: number): number }, row: number): number {
  return ends.at(row) - (row === 0 ? 0 : ends.at(row - 1));
}

function perRow<T>(count: number, read: (row: number) => T): T[] {
  return Array.from({ length: count }, (_, row) => read(row));
}

/** Texts numbered by first appearance. */
class Codes {
  readonly texts: string[] = [];
  private readonly codes = new Map<string, number>();

  of(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    this.codes.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
