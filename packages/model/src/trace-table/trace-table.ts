// One trace as columns, for drawing: index i of every column is one span ("row"), rows ordered by start.
// What the server sends in its compact form (encode-trace-table.ts) and what the page reads.

export const NO_PARENT_ROW = -1;

/** Bits of `flags`. */
export const PARENT_MISSING = 1;
export const PLACED_BY_LINK = 2;

export interface TraceTable {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The earliest start; offsets count from here. */
  readonly startNs: bigint;
  readonly rowCount: number;
  /** Spans of the trace in the store; more than `rowCount` when the trace is larger than what is sent. */
  readonly spanCount: number;
  /** The row that stands for the trace. */
  readonly rootRow: number;
  /** Dictionaries of `service`, `name` and `eventName`. */
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly eventNames: readonly string[];
  /** 8 bytes per row. */
  readonly spanIds: Uint8Array;
  /** NO_PARENT_ROW for roots. Always a forest. */
  readonly parentRow: Int32Array;
  readonly service: Int32Array;
  readonly name: Int32Array;
  /** OTLP SpanKind and status code. */
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly flags: Uint8Array;
  /** As sent, from `startNs`; exact to 2^53 ns. */
  readonly startOffsetNs: Float64Array;
  /** As sent: negative where a span ended before it began. */
  readonly durationNs: Float64Array;
  /** What is added to a row's times to put its clock right; without elements where no clock is off. */
  readonly clockShiftNs: Float64Array;
  /** Events of row r: `eventStart[r]` to `eventStart[r + 1] - 1`. */
  readonly eventStart: Int32Array;
  readonly eventOffsetNs: Float64Array;
  readonly eventName: Int32Array;
  readonly linkCount: Int32Array;
}

export function eventCountOf({ eventStart }: Pick<TraceTable, 'eventStart'>, row: number): number {
  return (eventStart[row + 1] ?? 0) - (eventStart[row] ?? 0);
}
