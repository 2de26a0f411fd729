// What a batch of spans becomes in every table: one record of the spool.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { SpoolRecord } from '../spool/spool-record.ts';
import { operationsBlock } from './operations-block.ts';
import { originRows, type StoredOrigins } from './origin-rows.ts';
import { spansBlock } from './spans-block.ts';
import { traceBoundsBlock } from './trace-bounds-block.ts';

export interface BatchRecord {
  readonly record: SpoolRecord;
  /** The origins that the record brings, to be remembered once it is stored. */
  readonly originKeys: readonly string[];
}

export function batchRecord(batch: SpanBatch, stored: StoredOrigins): BatchRecord {
  const origins = originRows(batch, stored);
  return {
    record: {
      spans: batch.rowCount,
      bodies: {
        resources: origins.resources,
        scopes: origins.scopes,
        trace_bounds: traceBoundsBlock(batch),
        operations: operationsBlock(batch),
        spans: spansBlock(batch),
      },
    },
    originKeys: origins.keys,
  };
}
