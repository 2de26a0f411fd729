// A store for tests of receivers: it runs the decoder on a real SpanBatch, as the real one does, keeps
// the batch, and can be told to fail. Nothing is written anywhere.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import type { SpanSink } from '../ingest/export-traces.ts';

export interface RecordingSink extends SpanSink {
  /** One batch per append that was accepted. */
  readonly batches: SpanBatch[];
  /** Calls of append, whatever became of them. */
  readonly appends: () => number;
  /** Every further append rejects with this; undefined: they succeed again. */
  failWith(error: Error | undefined): void;
}

export function createRecordingSink(): RecordingSink {
  const batches: SpanBatch[] = [];
  let appends = 0;
  let failure: Error | undefined;
  return {
    batches,
    appends: () => appends,
    failWith(error) {
      failure = error;
    },
    async append(_bodyBytes, decode) {
      appends++;
      if (failure !== undefined) throw failure;
      const batch = new SpanBatch();
      const outcome = decode(batch);
      batches.push(batch);
      return outcome;
    },
  };
}
