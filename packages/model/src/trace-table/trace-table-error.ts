// Bytes that are no trace table, or one whose columns do not fit together.

export class TraceTableError extends Error {
  override readonly name = 'TraceTableError';
}
