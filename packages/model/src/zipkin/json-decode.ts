// Zipkin's JSON, versions 1 and 2, to columns. Which version it is shows in the objects themselves: services
// stand at annotations in version 1, and at the span in version 2.

import { wellFormedText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { appendZipkinSpan } from './append-span.ts';
import { ZipkinDecodeError, ZipkinFormatError, type ZipkinJsonVersion } from './decode-error.ts';
import {
  asFields,
  type JsonFields,
  readBool,
  readEndpoint,
  readMicroseconds,
  readObjects,
  readParentId,
  readSpanId,
  readText,
  readTraceId,
  scalarText,
} from './json-fields.ts';
import { convertV1Span, type V1BinaryAnnotation, type V1Span } from './v1-convert.ts';
import {
  ZIPKIN_KINDS,
  type ZipkinAnnotation,
  type ZipkinKind,
  type ZipkinSpan,
} from './zipkin-span.ts';

/**
 * Appends the spans of a list, as JSON.parse gave it. Throws ZipkinDecodeError when one of them is not a span
 * of Zipkin, as its own server refuses the whole list: the caller then truncates the batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodeZipkinJson(
  json: unknown,
  version: ZipkinJsonVersion,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  if (!Array.isArray(json)) throw new ZipkinFormatError(version);
  const rowsBefore = batch.rowCount;
  for (let at = 0; at < json.length; at++) {
    if (version === 'JSON_V2') appendV2Json(json[at], at, batch, receivedMs);
    else appendV1Json(json[at], at, batch, receivedMs);
  }
  return { acceptedSpans: batch.rowCount - rowsBefore, rejectedSpans: 0, message: '' };
}

/** Item `at` of a list of version 2; throws as decodeZipkinJson does. */
export function appendV2Json(
  json: unknown,
  at: number,
  batch: SpanBatch,
  receivedMs: number,
): void {
  const place = `[${at}]`;
  const fields = asFields(json, place);
  if (isOfV1(fields)) throw new ZipkinFormatError('JSON_V2', 'JSON_V1');
  appendZipkinSpan(readV2Span(fields, place), batch, receivedMs);
}

/** Of version 1, or of version 2 all the same. */
function appendV1Json(json: unknown, at: number, batch: SpanBatch, receivedMs: number): void {
  const place = `[${at}]`;
  const fields = asFields(json, place);
  if (isOfV2(fields)) {
    appendZipkinSpan(readV2Span(fields, place), batch, receivedMs);
    return;
  }
  for (const span of convertV1Span(readV1Span(fields, place))) {
    appendZipkinSpan(span, batch, receivedMs);
  }
}

function isOfV1({ binaryAnnotations, annotations }: JsonFields): boolean {
  if (binaryAnnotations !== undefined) return true;
  if (!Array.isArray(annotations)) return false;
  return annotations.some((one) => typeof one === 'object' && one !== null && 'endpoint' in one);
}

function isOfV2({ localEndpoint, remoteEndpoint, tags, kind, shared }: JsonFields): boolean {
  return [localEndpoint, remoteEndpoint, tags, kind, shared].some((field) => field !== undefined);
}

function readV2Span(fields: JsonFields, place: string): ZipkinSpan {
  const traceId = readTraceId(fields, place);
  const id = readSpanId(fields, place);
  const kind = readKind(fields, place);
  return {
    traceId,
    id,
    parentId: readParentId(fields, id, place),
    kind,
    name: readText(fields, 'name', place),
    timestampUs: readMicroseconds(fields, 'timestamp', place),
    durationUs: readMicroseconds(fields, 'duration', place),
    localEndpoint: readEndpoint(fields, 'localEndpoint', place),
    remoteEndpoint: readEndpoint(fields, 'remoteEndpoint', place),
    annotations: readAnnotations(fields, place),
    tags: readTags(fields, place),
    isDebug: readBool(fields, 'debug', place),
    isShared: readBool(fields, 'shared', place) && kind !== 'CLIENT',
  };
}

function readKind(fields: JsonFields, place: string): ZipkinKind | undefined {
  const json = fields['kind'];
  if (json === undefined || json === null) return undefined;
  const kind = ZIPKIN_KINDS.find((name) => name === json);
  if (kind !== undefined) return kind;
  const problem = `Expected one of ${ZIPKIN_KINDS.join(', ')}`;
  throw new ZipkinDecodeError(problem, `${place}.kind`);
}

export function readAnnotations(fields: JsonFields, place: string): ZipkinAnnotation[] {
  return readObjects(fields, 'annotations', place).map((annotation) => ({
    timestampUs: readMicroseconds(annotation, 'timestamp', place),
    value: readText(annotation, 'value', place),
  }));
}

function readTags(fields: JsonFields, place: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const json = fields['tags'];
  if (json === undefined || json === null) return tags;
  const object = asFields(json, `${place}.tags`);
  for (const key of Object.keys(object)) {
    const text = scalarText(object[key]);
    if (text === undefined) {
      throw new ZipkinDecodeError('No value of a tag', `${place}.tags.${key.slice(0, 100)}`);
    }
    tags.set(wellFormedText(key), text);
  }
  return tags;
}

function readV1Span(fields: JsonFields, place: string): V1Span {
  const traceId = readTraceId(fields, place);
  const id = readSpanId(fields, place);
  return {
    traceId,
    id,
    parentId: readParentId(fields, id, place),
    name: readText(fields, 'name', place),
    timestampUs: readMicroseconds(fields, 'timestamp', place),
    durationUs: readMicroseconds(fields, 'duration', place),
    isDebug: readBool(fields, 'debug', place),
    annotations: readObjects(fields, 'annotations', place).map((annotation) => ({
      timestampUs: readMicroseconds(annotation, 'timestamp', place),
      value: readText(annotation, 'value', place),
      endpoint: readEndpoint(annotation, 'endpoint', place),
    })),
    binaryAnnotations: readObjects(fields, 'binaryAnnotations', place).map((annotation) =>
      readBinaryAnnotation(annotation, place),
    ),
  };
}

function readBinaryAnnotation(fields: JsonFields, place: string): V1BinaryAnnotation {
  const { value } = fields;
  return {
    key: readText(fields, 'key', place),
    value: readText(fields, 'value', place),
    isBool: typeof value === 'boolean',
    endpoint: readEndpoint(fields, 'endpoint', place),
  };
}
