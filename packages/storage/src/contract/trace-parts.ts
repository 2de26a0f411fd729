// Parts of one trace, for those who do not need, or cannot hold, all of it.

import type { SpanBatch } from '@throughline/model/batch/span-batch';

export interface TraceOutline {
  /**
   * Spans by start, as of the whole trace, but only with what places and names them: ids, times, kind,
   * status, resource, the times and names of events, the ids of links. All else is empty.
   */
  readonly batch: SpanBatch;
  /** In the store, of which `batch` has the first; copies count too where not all are in the batch. */
  readonly spanCount: number;
}

export interface TextSearch {
  /** In values of attributes, events, links and resources, and in status messages; upper or lower case. */
  readonly text: string;
  readonly maxSpans: number;
}

export interface SpansWithText {
  /** 8 bytes each, by start. */
  readonly spanIds: Uint8Array;
  readonly matched: number;
}

export interface TraceParts {
  /** Copies included; 0 when there is no such trace. */
  spanCount(traceId: Uint8Array, signal?: AbortSignal): Promise<number>;

  /** The first `maxSpans` of a trace by start; undefined when there is none. */
  outline(
    traceId: Uint8Array,
    maxSpans: number,
    signal?: AbortSignal,
  ): Promise<TraceOutline | undefined>;

  /** Everything of the spans under one id; undefined when there is none. */
  spans(
    traceId: Uint8Array,
    spanId: Uint8Array,
    signal?: AbortSignal,
  ): Promise<SpanBatch | undefined>;

  /** Which spans of a trace say a text. */
  spansWithText(
    traceId: Uint8Array,
    search: TextSearch,
    signal?: AbortSignal,
  ): Promise<SpansWithText>;
}
