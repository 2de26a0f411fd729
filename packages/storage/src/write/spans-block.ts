// A SpanBatch as one Native block for the table `spans`: one small function per kind of column, one
// table that says which column is which.

import type { MapIndex } from '@throughline/model/batch/attribute-columns';
import type { BytesColumn, FixedBytesColumn, U64Column } from '@throughline/model/batch/columns';
import { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch, TextColumn } from '@throughline/model/batch/span-batch';
import type { NativeWriter } from './native-writer.ts';

const LOW_TEXT = 'LowCardinality(String)';

interface BlockColumn {
  readonly name: string;
  readonly type: string;
  readonly write: (writer: NativeWriter, batch: SpanBatch) => void;
}

const TEXT_MAP = `Map(${LOW_TEXT}, String)`;
/** Of which an event is a tuple. */
export const EVENT_TYPE = `Tuple(time_ns UInt64, name ${LOW_TEXT}, dropped_attributes UInt32, attributes ${TEXT_MAP})`;
export const LINK_TYPE =
  `Tuple(trace_id FixedString(16), span_id FixedString(8), trace_state ${LOW_TEXT}, flags UInt32, ` +
  `dropped_attributes UInt32, attributes ${TEXT_MAP})`;

const COLUMNS: readonly BlockColumn[] = [
  { name: 'trace_id', type: 'FixedString(16)', write: (w, b) => fixed(w, b.traceId) },
  { name: 'span_id', type: 'FixedString(8)', write: (w, b) => fixed(w, b.spanId) },
  { name: 'parent_span_id', type: 'FixedString(8)', write: (w, b) => fixed(w, b.parentSpanId) },
  { name: 'trace_state', type: LOW_TEXT, write: (w, b) => lowText(w, b.traceState) },
  { name: 'flags', type: 'UInt32', write: (w, b) => w.uint32s(b.flags.values, b.rowCount) },
  { name: 'service_name', type: LOW_TEXT, write: serviceName },
  { name: 'name', type: LOW_TEXT, write: (w, b) => lowText(w, b.name) },
  { name: 'kind', type: 'UInt8', write: (w, b) => w.raw(b.kind.values.subarray(0, b.rowCount)) },
  { name: 'start_ns', type: 'UInt64', write: (w, b) => w.raw(b.startNs.bytes()) },
  { name: 'duration_ns', type: 'Int64', write: (w, b) => w.raw(b.durationNs.bytes()) },
  {
    name: 'status_code',
    type: 'UInt8',
    write: (w, b) => w.raw(b.statusCode.values.subarray(0, b.rowCount)),
  },
  { name: 'status_message', type: LOW_TEXT, write: (w, b) => lowText(w, b.statusMessage) },
  {
    name: 'dropped_attributes',
    type: 'UInt32',
    write: (w, b) => w.uint32s(b.droppedAttributes.values, b.rowCount),
  },
  {
    name: 'dropped_events',
    type: 'UInt32',
    write: (w, b) => w.uint32s(b.droppedEvents.values, b.rowCount),
  },
  {
    name: 'dropped_links',
    type: 'UInt32',
    write: (w, b) => w.uint32s(b.droppedLinks.values, b.rowCount),
  },
  {
    name: 'received_at',
    type: "DateTime64(3, 'UTC')",
    write: (w, b) => w.raw(b.receivedMs.bytes()),
  },
  {
    name: 'resource_id',
    type: 'UInt64',
    write: (w, b) => ids(w, b.resource.values, b.rowCount, b.resources.entries),
  },
  {
    name: 'scope_id',
    type: 'UInt64',
    write: (w, b) => ids(w, b.scope.values, b.rowCount, b.scopes.entries),
  },
  {
    name: 'attr_string',
    type: `Map(${LOW_TEXT}, String)`,
    write: (w, { attributes: a, rowCount }) =>
      map(w, a.strings, a.keyNames, rowCount, strings(a.stringValues)),
  },
  {
    name: 'attr_int',
    type: `Map(${LOW_TEXT}, Int64)`,
    write: (w, { attributes: a, rowCount }) =>
      map(w, a.ints, a.keyNames, rowCount, words(a.intValues)),
  },
  {
    name: 'attr_double',
    type: `Map(${LOW_TEXT}, Float64)`,
    write: (w, { attributes: a, rowCount }) =>
      map(w, a.doubles, a.keyNames, rowCount, words(a.doubleValues)),
  },
  {
    name: 'attr_other',
    type: `Map(${LOW_TEXT}, String)`,
    write: (w, { attributes: a, rowCount }) =>
      map(w, a.others, a.keyNames, rowCount, strings(a.otherValues)),
  },
  { name: 'events', type: `Array(${EVENT_TYPE})`, write: writeEvents },
  { name: 'links', type: `Array(${LINK_TYPE})`, write: writeLinks },
];

/** The columns of a block, in its order: what INSERT and SELECT name. */
export const SPAN_COLUMNS: readonly string[] = COLUMNS.map((column) => column.name);

export const SPAN_TYPES: ReadonlyMap<string, string> = new Map(
  COLUMNS.map(({ name, type }) => [name, type]),
);

/** The whole batch as the body of `INSERT INTO spans (SPAN_COLUMNS) FORMAT Native`, in `writer`. */
export function spansBlock(batch: SpanBatch, writer: NativeWriter): Uint8Array {
  writer.reset();
  writer.block(COLUMNS.length, batch.rowCount);
  for (const column of COLUMNS) {
    writer.column(column.name, column.type);
    column.write(writer, batch);
  }
  return writer.written();
}

function fixed(writer: NativeWriter, column: FixedBytesColumn): void {
  writer.raw(column.bytes.subarray(0, column.length * column.width));
}

function lowText(writer: NativeWriter, column: TextColumn): void {
  writer.lowCardinalityPrefix();
  writer.lowCardinality(column.dictionary, column.codes.values, column.codes.length);
}

/** The service of each row, through the row's resource. */
function serviceName(writer: NativeWriter, batch: SpanBatch): void {
  const dictionary = new Dictionary();
  const codeOfResource = batch.resources.entries.map((r) => dictionary.internText(r.serviceName));
  const codes = new Uint32Array(batch.rowCount);
  for (let row = 0; row < codes.length; row++) {
    codes[row] = codeOfResource[batch.resource.at(row)] as number;
  }
  writer.lowCardinalityPrefix();
  writer.lowCardinality(dictionary, codes, codes.length);
}

function ids(
  writer: NativeWriter,
  codes: Uint32Array,
  rows: number,
  origins: readonly { readonly id: bigint }[],
): void {
  const idOfCode = BigUint64Array.from(origins, (origin) => origin.id);
  const values = new BigUint64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = idOfCode[codes[row] as number] as bigint;
  writer.raw(new Uint8Array(values.buffer));
}

type WriteValues = (writer: NativeWriter) => void;

function strings(column: BytesColumn): WriteValues {
  return (writer) => writer.raw(column.bytes.subarray(0, column.byteLength));
}

function words(column: U64Column): WriteValues {
  return (writer) => writer.raw(column.bytes());
}

function map(
  writer: NativeWriter,
  index: MapIndex,
  keyNames: Dictionary,
  rows: number,
  writeValues: WriteValues,
): void {
  writer.lowCardinalityPrefix();
  writer.offsets(index.ends.values, rows);
  writer.lowCardinality(keyNames, index.keys.values, index.keys.length);
  writeValues(writer);
}

/** First what stands before every LowCardinality inside, then the lengths, then part by part. */
function writeEvents(writer: NativeWriter, { events, rowCount }: SpanBatch): void {
  writer.lowCardinalityPrefix();
  writer.lowCardinalityPrefix();
  writer.offsets(events.ends.values, rowCount);
  writer.raw(events.timeNs.bytes());
  writer.lowCardinality(events.name.dictionary, events.name.codes.values, events.name.codes.length);
  writer.uint32s(events.droppedAttributes.values, events.droppedAttributes.length);
  textMaps(writer, events.attributes);
}

function writeLinks(writer: NativeWriter, { links, rowCount }: SpanBatch): void {
  const { traceState } = links;
  writer.lowCardinalityPrefix();
  writer.lowCardinalityPrefix();
  writer.offsets(links.ends.values, rowCount);
  fixed(writer, links.traceId);
  fixed(writer, links.spanId);
  writer.lowCardinality(traceState.dictionary, traceState.codes.values, traceState.codes.length);
  writer.uint32s(links.flags.values, links.flags.length);
  writer.uint32s(links.droppedAttributes.values, links.droppedAttributes.length);
  textMaps(writer, links.attributes);
}

/** A map per event or link. */
function textMaps(writer: NativeWriter, column: SpanBatch['events']['attributes']): void {
  writer.offsets(column.index.ends.values, column.index.ends.length);
  writer.lowCardinality(column.keyNames, column.index.keys.values, column.index.keys.length);
  writer.raw(column.values.bytes.subarray(0, column.values.byteLength));
}
