// From the bytes that the server sends to the model of a trace, here or in a worker.

import { decodeTraceTable } from '@throughline/model/trace-table/decode-trace-table';
import { buildTraceModel, type TraceModel } from './trace-model.ts';

export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
}

export function modelOf(bytes: Uint8Array): TraceModel {
  try {
    return buildTraceModel(decodeTraceTable(bytes));
  } catch (cause) {
    throw new TraceFormatError(`The trace cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
