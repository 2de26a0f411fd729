// A body of Zipkin's JSON to columns: text first, then JSON, then spans, each refused in Zipkin's words.

import { isUtf8 } from 'node:buffer';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { ZipkinFormatError, type ZipkinJsonVersion } from '@throughline/model/zipkin/decode-error';
import { decodeZipkinJsonBytes } from '@throughline/model/zipkin/json-bytes-decode';
import { decodeZipkinJson } from '@throughline/model/zipkin/json-decode';
import { checkJsonOutline } from '../ingest/json-outline.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Throws MessageDecodeError when it is no list of spans; the caller then truncates the batch. */
export function decodeZipkinJsonBody(
  body: Uint8Array,
  version: ZipkinJsonVersion,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  checkJsonOutline(body);
  if (version === 'JSON_V2' && isUtf8(body)) {
    const outcome = decodeZipkinJsonBytes(body, batch, receivedMs);
    if (outcome !== undefined) return outcome;
  }
  return decodeZipkinJson(parseJson(body, version), version, batch, receivedMs);
}

function parseJson(body: Uint8Array, version: ZipkinJsonVersion): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw new ZipkinFormatError(version);
  }
}
