// What the writer and the reader of a trace table agree on: its type, its first bytes, what is in its head, and
// the order of its columns. How the columns are written is said in encode-trace-table.ts.

export const TRACE_TABLE_TYPE = 'application/vnd.throughline.trace-table';

/** The first bytes: what it is, and in which version. */
export const MAGIC = 'TLT1';

/** In the order in which they are sent. */
export const COLUMNS = [
  'spanIds',
  'parentRow',
  'service',
  'name',
  'kind',
  'status',
  'flags',
  'startOffsetNs',
  'durationNs',
  'clockShiftNs',
  'eventCount',
  'eventOffsetNs',
  'eventName',
  'linkCount',
] as const;
export type ColumnName = (typeof COLUMNS)[number];

/** What is sent before the columns. */
export interface TraceTableHead {
  readonly traceId: string;
  readonly startNs: string;
  readonly rowCount: number;
  readonly spanCount: number;
  readonly rootRow: number;
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly eventNames: readonly string[];
  /** Bytes of each of COLUMNS. */
  readonly sizes: readonly number[];
}
