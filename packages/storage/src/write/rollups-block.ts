// The rollup of a batch as a Native block for the table `rollups`, whose columns are added up there: one row
// per minute, service, operation, kind and status. Made here from the batch's own codes, for less than a tenth
// of what a materialized view costs.

import type { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { NativeWriter } from './native-writer.ts';
import type { RollupRows } from './rollup-rows.ts';

const LOW_TEXT = 'LowCardinality(String)';

export const ROLLUPS_COLUMNS: readonly string[] = [
  'day',
  'service_name',
  'name',
  'kind',
  'status_code',
  'minute',
  'span_count',
  'weighted_count',
  'duration_sum',
  'duration_histogram',
  'last_seen',
];

/** `rows` is memory to count in. Written into `writer`, whose bytes it returns. */
export function rollupsBlock(batch: SpanBatch, rows: RollupRows, writer: NativeWriter): Uint8Array {
  rows.collect(batch);
  return rollupRowsBlock(rows, batch.name.dictionary, writer);
}

/** `names`: what the rows' codes of names are of. */
export function rollupRowsBlock(
  rows: RollupRows,
  names: Dictionary,
  writer: NativeWriter,
): Uint8Array {
  const { count, kindStatus } = rows;
  writer.reset();
  writer.block(ROLLUPS_COLUMNS.length, count);
  writer.column('day', 'Date');
  writer.raw(bytesOf(rows.day.subarray(0, count)));
  writer.column('service_name', LOW_TEXT);
  writer.lowCardinalityPrefix();
  writer.lowCardinality(rows.services, rows.service, count);
  writer.column('name', LOW_TEXT);
  writer.lowCardinalityPrefix();
  writer.lowCardinality(names, rows.name, count);
  writer.column('kind', 'UInt8');
  writer.raw(Uint8Array.from(kindStatus.subarray(0, count), (both) => both & 0xff));
  writer.column('status_code', 'UInt8');
  writer.raw(Uint8Array.from(kindStatus.subarray(0, count), (both) => both >>> 8));
  writer.column('minute', "DateTime('UTC')");
  writer.raw(bytesOf(rows.minute.subarray(0, count).map((minute) => 60 * minute)));
  writer.column('span_count', 'UInt64');
  writer.raw(integers(rows.spans, count));
  writer.column('weighted_count', 'Float64');
  writer.raw(bytesOf(rows.weighted.subarray(0, count)));
  writer.column('duration_sum', 'UInt64');
  writer.raw(durationSums(rows));
  // The engine widens the counts: half the bytes on the way.
  writer.column('duration_histogram', 'Tuple(Array(UInt16), Array(UInt32))');
  const { ends, buckets, counts } = rows.buckets.byRow(count);
  writer.offsets(ends, count);
  writer.raw(bytesOf(buckets));
  writer.offsets(ends, count);
  writer.raw(bytesOf(counts));
  writer.column('last_seen', "DateTime64(3, 'UTC')");
  writer.raw(integers(rows.lastSeenMs, count));
  return writer.written();
}

type Numbers = Uint16Array | Uint32Array | Float64Array;

function bytesOf(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const TWO_32 = 2 ** 32;

/** Whole numbers up to 2^53 as 64-bit ones. */
function integers(values: Numbers, count: number): Uint8Array {
  const words = new Uint32Array(2 * count);
  for (let at = 0; at < count; at++) {
    const value = values[at] as number;
    words[2 * at] = value % TWO_32;
    words[2 * at + 1] = value / TWO_32;
  }
  return bytesOf(words);
}

/** Modulo 2^64, as the engine adds. */
function durationSums({ count, durationLow, durationHigh }: RollupRows): Uint8Array {
  const words = new Uint32Array(2 * count);
  for (let row = 0; row < count; row++) {
    const low = durationLow[row] as number;
    words[2 * row] = low % TWO_32;
    words[2 * row + 1] = ((durationHigh[row] as number) + Math.floor(low / TWO_32)) % TWO_32;
  }
  return bytesOf(words);
}
