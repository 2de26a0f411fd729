// A trace in Jaeger's JSON, as its UI downloads it and json-encode.ts writes it, to columns: by way of the protobuf
// message that would have brought the same spans, so that there is one mapping.

import { base64ToBytes } from '../base/base64.ts';
import { MessageDecodeError } from '../base/decode-error.ts';
import { parseId } from '../base/hex.ts';
import { showJson } from '../base/show-json.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { decodePostSpans } from './proto-decode.ts';

export class JaegerJsonError extends MessageDecodeError {
  override readonly name = 'JaegerJsonError';
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Appends the spans of a trace, as JSON.parse gave it. Throws MessageDecodeError when it is none: the caller then
 * truncates the batch to where it was. Spans that cannot be kept, such as those without ids, are left out and counted.
 */
export function decodeJaegerTraceJson(
  json: unknown,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  const trace = fieldsOf(json, 'the trace');
  const processes = fieldsOf(trace['processes'] ?? {}, 'processes');
  const spansOf = new Map<string, [span: Fields, place: string][]>();
  for (const [at, item] of listOf(trace['spans'], 'spans').entries()) {
    const place = `spans[${at}]`;
    const span = fieldsOf(item, place);
    const process = textOf(span['processID'], `${place}.processID`);
    const others = spansOf.get(process);
    if (others === undefined) spansOf.set(process, [[span, place]]);
    else others.push([span, place]);
  }
  const writer = new ProtobufWriter();
  for (const [id, spans] of spansOf) {
    writer.message(1, () => {
      for (const [span, place] of spans) {
        writer.message(1, () => writeSpan(writer, span, trace['traceID'], place));
      }
      const process = processes[id];
      if (process !== undefined) {
        writer.message(2, () => writeProcess(writer, process, `processes.${id}`));
      }
    });
  }
  return decodePostSpans(writer.bytes(), batch, receivedMs);
}

function writeProcess(writer: ProtobufWriter, json: unknown, place: string): void {
  const process = fieldsOf(json, place);
  writer.text(1, textOf(process['serviceName'], `${place}.serviceName`));
  writeTags(writer, 2, process['tags'], `${place}.tags`);
}

function writeSpan(writer: ProtobufWriter, span: Fields, traceId: unknown, place: string): void {
  const own = span['traceID'] ?? traceId;
  writeId(writer, 1, own, TRACE_ID_BYTES, `${place}.traceID`);
  writeId(writer, 2, span['spanID'], SPAN_ID_BYTES, `${place}.spanID`);
  writer.text(3, textOf(span['operationName'], `${place}.operationName`));
  writeReferences(writer, span, own, place);
  writer.uint32(5, numberOf(span['flags'], `${place}.flags`));
  writeMicroseconds(writer, 6, span['startTime'], `${place}.startTime`);
  writeMicroseconds(writer, 7, span['duration'], `${place}.duration`);
  writeTags(writer, 8, span['tags'], `${place}.tags`);
  for (const [at, item] of listOf(span['logs'], `${place}.logs`).entries()) {
    const inner = `${place}.logs[${at}]`;
    const log = fieldsOf(item, inner);
    writer.message(9, () => {
      writeMicroseconds(writer, 1, log['timestamp'], `${inner}.timestamp`);
      writeTags(writer, 2, log['fields'], `${inner}.fields`);
    });
  }
  for (const warning of listOf(span['warnings'], `${place}.warnings`)) {
    writer.textAlways(12, textOf(warning, `${place}.warnings`));
  }
}

const FOLLOWS_FROM = 'FOLLOWS_FROM';

/** With the parent that old files have beside their references. */
function writeReferences(
  writer: ProtobufWriter,
  span: Fields,
  traceId: unknown,
  place: string,
): void {
  const references = listOf(span['references'], `${place}.references`);
  const parent = span['parentSpanID'];
  const hasParent = typeof parent === 'string' && /[^0]/.test(parent);
  const all =
    references.length === 0 && hasParent ? [{ traceID: traceId, spanID: parent }] : references;
  for (const [at, item] of all.entries()) {
    const inner = `${place}.references[${at}]`;
    const reference = fieldsOf(item, inner);
    writer.message(4, () => {
      writeId(writer, 1, reference['traceID'], TRACE_ID_BYTES, `${inner}.traceID`);
      writeId(writer, 2, reference['spanID'], SPAN_ID_BYTES, `${inner}.spanID`);
      writer.uint32(3, reference['refType'] === FOLLOWS_FROM ? 1 : 0);
    });
  }
}

function writeTags(writer: ProtobufWriter, field: number, json: unknown, place: string): void {
  for (const [at, item] of listOf(json, place).entries()) {
    const inner = `${place}[${at}]`;
    const tag = fieldsOf(item, inner);
    writer.message(field, () => {
      writer.text(1, textOf(tag['key'], `${inner}.key`));
      writeValue(writer, tag['type'], tag['value'], `${inner}.value`);
    });
  }
}

/** Numbers of ValueType, and of the field that has the value. */
function writeValue(writer: ProtobufWriter, type: unknown, value: unknown, place: string): void {
  switch (type) {
    case 'bool':
      writer.uint32(2, 1);
      writer.uint32(4, value === true || value === 'true' ? 1 : 0);
      return;
    case 'int64':
      writer.uint32(2, 2);
      writer.int64Always(5, integerOf(value, place));
      return;
    case 'float64':
      writer.uint32(2, 3);
      writer.doubleAlways(6, floatOf(value, place));
      return;
    case 'binary':
      writer.uint32(2, 4);
      writer.bytesAlways(7, binaryOf(value, place));
      return;
    default:
      writer.text(3, typeof value === 'string' ? value : scalarText(value, place));
  }
}

function writeId(
  writer: ProtobufWriter,
  field: number,
  json: unknown,
  width: number,
  place: string,
): void {
  if (json === undefined || json === null || json === '') return;
  const id = typeof json === 'string' ? parseId(json, width) : undefined;
  if (id === undefined) {
    throw new JaegerJsonError(
      `expected 1 to ${2 * width} hex digits, found ${showJson(json)}`,
      place,
    );
  }
  writer.bytesAlways(field, id);
}

const US_PER_SECOND = 1_000_000;

/** As a Timestamp or a Duration. */
function writeMicroseconds(
  writer: ProtobufWriter,
  field: number,
  json: unknown,
  place: string,
): void {
  const microseconds = Math.trunc(numberOf(json, place));
  const seconds = Math.trunc(microseconds / US_PER_SECOND);
  const rest = microseconds - seconds * US_PER_SECOND;
  writer.message(field, () => {
    if (seconds !== 0) writer.int64Always(1, BigInt(seconds));
    if (rest !== 0) writer.int64Always(2, BigInt(1000 * rest));
  });
}

function fieldsOf(json: unknown, place: string): Fields {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Fields;
  throw new JaegerJsonError(`expected an object, found ${showJson(json)}`, place);
}

function listOf(json: unknown, place: string): readonly unknown[] {
  if (json === undefined || json === null) return [];
  if (Array.isArray(json)) return json;
  throw new JaegerJsonError(`expected a list, found ${showJson(json)}`, place);
}

function textOf(json: unknown, place: string): string {
  if (json === undefined || json === null) return '';
  if (typeof json === 'string') return json;
  throw new JaegerJsonError(`expected text, found ${showJson(json)}`, place);
}

function scalarText(json: unknown, place: string): string {
  if (json === undefined || json === null) return '';
  if (typeof json === 'number' || typeof json === 'boolean') return String(json);
  throw new JaegerJsonError(`expected text, found ${showJson(json)}`, place);
}

function numberOf(json: unknown, place: string): number {
  if (json === undefined || json === null) return 0;
  const number = typeof json === 'string' && json !== '' ? Number(json) : json;
  if (typeof number === 'number' && Number.isSafeInteger(Math.trunc(number))) return number;
  throw new JaegerJsonError(`expected a number, found ${showJson(json)}`, place);
}

/** What JSON has no number for is text. */
function floatOf(json: unknown, place: string): number {
  const number = typeof json === 'string' && json !== '' ? Number(json) : json;
  if (typeof number === 'number') return number;
  throw new JaegerJsonError(`expected a number, found ${showJson(json)}`, place);
}

/** What JavaScript would round is text. */
function integerOf(json: unknown, place: string): bigint {
  if (typeof json === 'number' && Number.isFinite(json)) return BigInt(Math.trunc(json));
  if (typeof json === 'string' && /^-?\d{1,19}$/.test(json)) return BigInt(json);
  throw new JaegerJsonError(`expected a whole number, found ${showJson(json)}`, place);
}

function binaryOf(json: unknown, place: string): Uint8Array {
  const bytes = typeof json === 'string' ? base64ToBytes(json) : undefined;
  if (bytes !== undefined) return bytes;
  throw new JaegerJsonError(`expected base64, found ${showJson(json)}`, place);
}
