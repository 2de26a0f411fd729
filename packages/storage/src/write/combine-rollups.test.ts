// Adding up the rollups of parts gives the rollup of the whole, whatever is in the spans.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { arbitraryTraces } from '@throughline/model/otlp/testing/arbitrary-traces';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNative } from '../read/native-reader.ts';
import { combineRollups } from './combine-rollups.ts';
import { NativeWriter } from './native-writer.ts';
import { RollupRows } from './rollup-rows.ts';
import { rollupsBlock } from './rollups-block.ts';

const RECEIVED_MS = 1_763_640_000_000;

function rollupOf(...messages: readonly unknown[]): Uint8Array {
  const batch = new SpanBatch();
  for (const message of messages) decodeTracesJson(message, batch, RECEIVED_MS);
  return rollupsBlock(batch, new RollupRows(), new NativeWriter(1024)).slice();
}

/** A batch without spans is never stored. */
function hasSpans(message: unknown): boolean {
  const batch = new SpanBatch();
  decodeTracesJson(message, batch, RECEIVED_MS);
  return batch.rowCount > 0;
}

/** Rows as text, in no order; histograms by bucket. */
function rowsOf(body: Uint8Array): string[] {
  return readNative(body)
    .flatMap((block) =>
      Array.from({ length: block.rows }, (_, row) => {
        const cells: string[] = [];
        for (const [name, column] of block.columns) {
          if (column.kind === 'fixed') {
            const { bytes, width } = column;
            cells.push(`${name}=${bytes.subarray(row * width, (row + 1) * width).join('.')}`);
          } else if (column.kind === 'low') {
            const key = column.indexes[row] ?? 0;
            const text = block.bytes.subarray(column.keys.starts[key], column.keys.ends[key]);
            cells.push(`${name}=${text.join('.')}`);
          } else if (column.kind === 'array' && column.items.kind === 'fixed') {
            const { bytes, width } = column.items;
            const [from, to] = [row === 0 ? 0 : (column.ends[row - 1] ?? 0), column.ends[row] ?? 0];
            const items = Array.from({ length: to - from }, (__, at) =>
              bytes.subarray((from + at) * width, (from + at + 1) * width).join('.'),
            );
            cells.push(`${name}=${items.join(',')}`);
          }
        }
        return sortedHistogram(cells).join(' ');
      }),
    )
    .sort();
}

/** Buckets come in the order in which they were met. */
function sortedHistogram(cells: readonly string[]): string[] {
  const items = (part: number) =>
    (cells.find((cell) => cell.startsWith(`duration_histogram.${part}=`)) ?? '=')
      .split('=')[1]
      ?.split(',') ?? [];
  const counts = items(2);
  const pairs = items(1).map((bucket, at) => `${bucket}:${counts[at]}`);
  const others = cells.filter((cell) => !cell.startsWith('duration_histogram.'));
  return [...others, pairs.sort().join(',')];
}

describe('combineRollups', () => {
  it('gives the rollup of all spans together', () => {
    fc.assert(
      fc.property(fc.array(arbitraryTraces, { minLength: 1, maxLength: 4 }), (messages) => {
        const some = messages.filter(hasSpans);
        fc.pre(some.length > 0);
        const apart = some.map((message) => rollupOf(message));
        expect(rowsOf(combineRollups(apart))).toEqual(rowsOf(rollupOf(...some)));
      }),
      { numRuns: 60 },
    );
  });

  it('makes few rows of many that say the same', () => {
    const span = {
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: 'eee19b7ec3c1b174',
      name: 'GET /',
      startTimeUnixNano: '1763640000000000000',
      endTimeUnixNano: '1763640000200000000',
    };
    const message = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
    const combined = combineRollups(Array.from({ length: 50 }, () => rollupOf(message)));
    expect(readNative(combined).map(({ rows }) => rows)).toEqual([1]);
    expect(rowsOf(combined)).toEqual(
      rowsOf(rollupOf(...Array.from({ length: 50 }, () => message))),
    );
  });
});
