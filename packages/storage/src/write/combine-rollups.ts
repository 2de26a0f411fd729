// The rollups of all records of a spool file as one block. A record has a row for every minute, service, operation, kind
// and status that it has spans of, so the records of a file say much the same again and again: added up
// here they are a twentieth of the rows, and the engine takes a microsecond less CPU for each span.

import { ensureExists } from '@throughline/model/base/assert';
import { Dictionary } from '@throughline/model/batch/dictionary';
import { type NativeBlock, type NativeColumn, readNative } from '../read/native-reader.ts';
import { NativeWriter } from './native-writer.ts';
import { RollupRows } from './rollup-rows.ts';
import { rollupRowsBlock } from './rollups-block.ts';

const FIRST_BYTES = 64 * 1024;

const SECONDS_PER_MINUTE = 60;
const TWO_32 = 2 ** 32;

/** `bodies` are blocks that `rollupsBlock` has made. */
export function combineRollups(bodies: readonly Uint8Array[]): Uint8Array {
  const rows = new RollupRows();
  rows.clear();
  const names = new Dictionary();
  for (const body of bodies) {
    for (const block of readNative(body)) if (block.rows > 0) addBlock(block, rows, names);
  }
  return rollupRowsBlock(rows, names, new NativeWriter(FIRST_BYTES));
}

function addBlock(block: NativeBlock, rows: RollupRows, names: Dictionary): void {
  const day = view(block, 'day');
  const minute = view(block, 'minute');
  const service = codes(block, 'service_name', rows.services);
  const name = codes(block, 'name', names);
  const kind = view(block, 'kind');
  const status = view(block, 'status_code');
  const spans = view(block, 'span_count');
  const weighted = view(block, 'weighted_count');
  const durations = view(block, 'duration_sum');
  const lastSeen = view(block, 'last_seen');
  const buckets = list(block, 'duration_histogram.1');
  const counts = list(block, 'duration_histogram.2');
  const bucketValues = new Uint16Array(buckets.bytes.slice().buffer);
  const countValues = new Uint32Array(counts.bytes.slice().buffer);
  for (let row = 0; row < block.rows; row++) {
    rows.addRow(
      {
        day: day.getUint16(2 * row, true),
        minute: minute.getUint32(4 * row, true) / SECONDS_PER_MINUTE,
        service: service[row] as number,
        name: name[row] as number,
        kindStatus: kind.getUint8(row) | (status.getUint8(row) << 8),
      },
      {
        spans: uint64(spans, row),
        weighted: weighted.getFloat64(8 * row, true),
        durationLow: durations.getUint32(8 * row, true),
        durationHigh: durations.getUint32(8 * row + 4, true),
        lastSeenMs: uint64(lastSeen, row),
        buckets: bucketValues,
        counts: countValues,
        firstBucket: row === 0 ? 0 : (buckets.ends[row - 1] as number),
        endBucket: buckets.ends[row] as number,
      },
    );
  }
}

/** Exact to 2^53: numbers of spans, and milliseconds. */
function uint64(values: DataView, row: number): number {
  return values.getUint32(8 * row + 4, true) * TWO_32 + values.getUint32(8 * row, true);
}

function column(block: NativeBlock, name: string): NativeColumn {
  return ensureExists(block.columns.get(name), `column ${name} is missing`);
}

function view(block: NativeBlock, name: string): DataView {
  return viewOfFixed(column(block, name), name);
}

function viewOfFixed(found: NativeColumn, name: string): DataView {
  if (found.kind !== 'fixed') throw new TypeError(`column ${name} is no column of numbers`);
  const { bytes } = found;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function list(block: NativeBlock, name: string): { ends: Uint32Array; bytes: Uint8Array } {
  const found = column(block, name);
  if (found.kind !== 'array' || found.items.kind !== 'fixed') {
    throw new TypeError(`column ${name} is no column of lists of numbers`);
  }
  return { ends: found.ends, bytes: found.items.bytes };
}

/** The codes of a column's texts in `dictionary`. */
function codes(block: NativeBlock, name: string, dictionary: Dictionary): Uint32Array {
  const found = column(block, name);
  if (found.kind !== 'low') throw new TypeError(`column ${name} is no column of texts`);
  const { starts, ends } = found.keys;
  const codeOf = Uint32Array.from(starts, (start, key) =>
    dictionary.intern(block.bytes, start, ends[key] as number),
  );
  return Uint32Array.from(found.indexes, (index) => codeOf[index] as number);
}
