// Every way an export request can end other than in success, as one table: what the sender is told
// over HTTP and over gRPC, whether a retry can help, and how it is counted. docs/reference/otlp.md
// says the same in words.

import { MessageDecodeError } from '@throughline/model/base/decode-error';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import type { IngestRefusal } from '../telemetry/metrics.ts';

/** Codes of google.rpc.Status, which are those of gRPC. */
export const RPC_CODE = {
  cancelled: 1,
  invalidArgument: 3,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

export type RpcCode = (typeof RPC_CODE)[keyof typeof RPC_CODE];

interface FailureDeclaration {
  readonly httpStatus: number;
  readonly rpcCode: RpcCode;
  /** How /metrics counts it. */
  readonly outcome: IngestRefusal;
}

export const FAILURES = {
  malformed: { httpStatus: 400, rpcCode: RPC_CODE.invalidArgument, outcome: 'invalid' },
  unknownPath: { httpStatus: 404, rpcCode: RPC_CODE.unimplemented, outcome: 'unknown_path' },
  wrongMethod: { httpStatus: 405, rpcCode: RPC_CODE.unimplemented, outcome: 'wrong_method' },
  tooLarge: { httpStatus: 413, rpcCode: RPC_CODE.resourceExhausted, outcome: 'too_large' },
  unsupported: { httpStatus: 415, rpcCode: RPC_CODE.invalidArgument, outcome: 'unsupported' },
  overloaded: { httpStatus: 429, rpcCode: RPC_CODE.unavailable, outcome: 'overloaded' },
  cancelled: { httpStatus: 499, rpcCode: RPC_CODE.cancelled, outcome: 'cancelled' },
  internal: { httpStatus: 500, rpcCode: RPC_CODE.internal, outcome: 'error' },
  unavailable: { httpStatus: 503, rpcCode: RPC_CODE.unavailable, outcome: 'unavailable' },
} as const satisfies Record<string, FailureDeclaration>;

export type FailureKind = keyof typeof FAILURES;

export class ExportFailure extends Error {
  override readonly name = 'ExportFailure';
  readonly kind: FailureKind;
  /** When a retry is worthwhile; undefined: sending the same again cannot succeed. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    options?: ErrorOptions & { readonly retryAfterMs?: number },
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

export function tooLarge(maxBytes: number): ExportFailure {
  return new ExportFailure(
    'tooLarge',
    `the request is larger than ${maxBytes} bytes; send smaller batches or raise --max-request-bytes`,
  );
}

/** Whatever was thrown on the way to the store, as what the sender is told. */
export function toExportFailure(error: unknown): ExportFailure {
  if (error instanceof ExportFailure) return error;
  if (error instanceof MessageDecodeError) {
    return new ExportFailure('malformed', error.message, { cause: error });
  }
  if (error instanceof StoreUnavailableError) {
    const { message, retryAfterMs } = error;
    return new ExportFailure('unavailable', message, { cause: error, retryAfterMs });
  }
  if (error instanceof StoreOverloadedError) {
    const { message, retryAfterMs } = error;
    return new ExportFailure('overloaded', message, { cause: error, retryAfterMs });
  }
  return new ExportFailure('internal', 'a fault of Throughline itself; its log has the details', {
    cause: error,
  });
}
