// What a batch of spans becomes in every table: one record of the spool.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { SpoolRecord } from '../spool/spool-record.ts';
import { AttributeCatalogue } from './attribute-catalogue.ts';
import { attributesBlock } from './attributes-block.ts';
import { NativeWriter } from './native-writer.ts';
import { originRows, type StoredOrigins } from './origin-rows.ts';
import { RollupRows } from './rollup-rows.ts';
import { rollupsBlock } from './rollups-block.ts';
import { spansBlock } from './spans-block.ts';
import { traceBoundsBlock } from './trace-bounds-block.ts';

export interface BatchRecord {
  readonly record: SpoolRecord;
  /** The origins that the record brings, to be remembered once it is stored. */
  readonly originKeys: readonly string[];
}

/** Memory for blocks, used again for every record: a record is on disk before the next is made. */
export interface BlockWriters {
  readonly traceBounds: NativeWriter;
  readonly rollups: NativeWriter;
  readonly rollupRows: RollupRows;
  readonly attributes: NativeWriter;
  readonly catalogue: AttributeCatalogue;
  readonly spans: NativeWriter;
}

/** Room at the beginning, for a group of some hundred spans. */
const FIRST_BYTES = 256 * 1024;
const FIRST_SMALL_BYTES = 16 * 1024;

export function createBlockWriters(): BlockWriters {
  return {
    traceBounds: new NativeWriter(FIRST_SMALL_BYTES),
    rollups: new NativeWriter(FIRST_SMALL_BYTES),
    rollupRows: new RollupRows(),
    attributes: new NativeWriter(FIRST_SMALL_BYTES),
    catalogue: new AttributeCatalogue(),
    spans: new NativeWriter(FIRST_BYTES),
  };
}

/** The record points into `writers` and is valid until they are used again. */
export function batchRecord(
  batch: SpanBatch,
  stored: StoredOrigins,
  writers: BlockWriters,
): BatchRecord {
  const origins = originRows(batch, stored);
  return {
    record: {
      spans: batch.rowCount,
      bodies: {
        resources: origins.resources,
        scopes: origins.scopes,
        trace_bounds: traceBoundsBlock(batch, writers.traceBounds),
        rollups: rollupsBlock(batch, writers.rollupRows, writers.rollups),
        attributes: attributesBlock(batch, writers.catalogue, writers.attributes),
        spans: spansBlock(batch, writers.spans),
      },
    },
    originKeys: origins.keys,
  };
}
