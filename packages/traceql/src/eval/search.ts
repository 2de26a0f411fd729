// The reference answer to a search: every trace of a batch that a query finds, newest first, ties by id. What
// other engines answer is held against this, which is why it is written to be plain and not to be quick.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { Query } from '../syntax/ast.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';
import { evaluatePipeline } from './evaluate-pipeline.ts';
import type { Spanset } from './spanset.ts';
import { type FindingsOfTraces, type Trace, tracesOf } from './trace.ts';

export interface TraceMatch {
  readonly trace: Trace;
  readonly spansets: readonly Spanset[];
}

/** Throws TraceqlError for a query that is none for traces, or that the language does not evaluate. */
export function search(query: Query, batch: SpanBatch, findings?: FindingsOfTraces): TraceMatch[] {
  const { body } = query;
  switch (body.kind) {
    case 'pipeline':
    case 'pipeline-operation':
      return tracesOf(batch, findings)
        .map((trace) => ({ trace, spansets: evaluatePipeline(body, trace) }))
        .filter(({ spansets }) => spansets.length > 0);
    case 'scalar-pipeline-filter':
      throw new TraceqlError('evaluate', 'comparison of pipelines not yet supported', body.range);
    default: {
      const message = 'a metrics query answers with series, not with traces';
      throw new TraceqlError('evaluate', message, body.range);
    }
  }
}
