// The world's errors of storage: typed, with a stable code, to be handled by the caller.

/** The engine did not take the batch or did not answer. Nothing was acknowledged; retry later. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'STORE_UNAVAILABLE';
  /** When a retry is worthwhile, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** More bytes are in flight than memory is set aside for. Retry later. */
export class StoreOverloadedError extends Error {
  override readonly name = 'StoreOverloadedError';
  readonly code = 'STORE_OVERLOADED';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A query needed more time or memory than it may have. */
export class QueryLimitError extends Error {
  override readonly name = 'QueryLimitError';
  readonly code = 'QUERY_LIMIT';
}
