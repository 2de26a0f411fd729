// How many spans and errors of each operation a batch has, as a Native block for the table `operations`:
// counted by the batch's own codes, without reading a text.

import { U64Column } from '@throughline/model/batch/columns';
import { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { filedTimes } from './filed-time.ts';
import type { NativeWriter } from './native-writer.ts';

export const OPERATIONS_COLUMNS: readonly string[] = [
  'day',
  'service_name',
  'name',
  'kind',
  'span_count',
  'error_count',
  'last_seen',
];

interface OperationRow {
  readonly day: number;
  readonly service: number;
  readonly name: number;
  readonly kind: number;
  spans: number;
  errors: number;
  lastSeenMs: number;
}

/** Written into `writer`, whose bytes it returns. */
export function operationsBlock(batch: SpanBatch, writer: NativeWriter): Uint8Array {
  const services = new Dictionary();
  const rows = countOperations(batch, services);
  writer.reset();
  writer.block(OPERATIONS_COLUMNS.length, rows.length);
  writer.column('day', 'Date');
  writer.raw(new Uint8Array(Uint16Array.from(rows, (row) => row.day).buffer));
  writer.column('service_name', 'LowCardinality(String)');
  writer.lowCardinalityPrefix();
  writer.lowCardinality(
    services,
    Uint32Array.from(rows, (row) => row.service),
    rows.length,
  );
  writer.column('name', 'String');
  for (const row of rows) writer.string(batch.name.dictionary.bytesOf(row.name));
  writer.column('kind', 'UInt8');
  writer.raw(Uint8Array.from(rows, (row) => row.kind));
  writer.column('span_count', 'UInt64');
  writer.raw(integers(rows.map((row) => row.spans)));
  writer.column('error_count', 'UInt64');
  writer.raw(integers(rows.map((row) => row.errors)));
  writer.column('last_seen', "DateTime64(3, 'UTC')");
  writer.raw(integers(rows.map((row) => row.lastSeenMs)));
  return writer.written();
}

function integers(values: readonly number[]): Uint8Array {
  const column = new U64Column();
  for (const value of values) column.append(value >>> 0, Math.floor(value / 2 ** 32));
  return column.bytes();
}

/** One key per operation and day: kinds are below 256, codes below 2^22 in any batch. */
const KINDS = 256;
const MAX_CODES = 2 ** 22;

function countOperations(batch: SpanBatch, services: Dictionary): OperationRow[] {
  const serviceOf = batch.resources.entries.map((r) => services.internText(r.serviceName));
  const times = filedTimes(batch);
  const rows = new Map<number, Map<number, OperationRow>>();
  let today: Map<number, OperationRow> = new Map();
  let todaysNumber = -1;
  for (let row = 0; row < batch.rowCount; row++) {
    const day = times.receivedDay(row);
    if (day !== todaysNumber) {
      today = rows.get(day) ?? new Map();
      rows.set(day, today);
      todaysNumber = day;
    }
    const service = serviceOf[batch.resource.at(row)] as number;
    const name = batch.name.codes.at(row);
    const kind = batch.kind.at(row);
    const key = (service * MAX_CODES + name) * KINDS + kind;
    let operation = today.get(key);
    if (operation === undefined) {
      operation = { day, service, name, kind, spans: 0, errors: 0, lastSeenMs: 0 };
      today.set(key, operation);
    }
    operation.spans++;
    if (batch.statusCode.at(row) === STATUS_ERROR) operation.errors++;
    operation.lastSeenMs = Math.max(operation.lastSeenMs, batch.receivedMs.unsignedNumberAt(row));
  }
  return [...rows.values()].flatMap((operations) => [...operations.values()]);
}
