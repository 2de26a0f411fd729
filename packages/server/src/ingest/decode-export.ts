// The body of an export request into a batch, in whichever encoding it is.

import { isUtf8 } from 'node:buffer';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { OtlpDecodeError } from '@throughline/model/otlp/decode-error';
import { decodeTracesJsonBytes } from '@throughline/model/otlp/json-bytes-decode';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import { describeOffset, jsonErrorOffset } from './json-error-place.ts';
import { checkJsonOutline } from './json-outline.ts';

export type TraceEncoding = 'protobuf' | 'json';

/** Throws OtlpDecodeError when it is no export request; the caller then truncates the batch. */
export function decodeExport(
  body: Uint8Array,
  encoding: TraceEncoding,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  if (encoding === 'protobuf') return decodeTracesProtobuf(body, batch, receivedMs);
  checkJsonOutline(body);
  const outcome = isUtf8(body) ? decodeTracesJsonBytes(body, batch, receivedMs) : undefined;
  return outcome ?? decodeTracesJson(parseJson(body), batch, receivedMs);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new OtlpDecodeError('the body is not UTF-8', 'some byte of it');
  }
  try {
    return JSON.parse(text);
  } catch {
    const offset = jsonErrorOffset(text);
    const problem = offset < text.length ? 'the body is not JSON' : 'the JSON body is cut off';
    throw new OtlpDecodeError(problem, describeOffset(text, offset));
  }
}
