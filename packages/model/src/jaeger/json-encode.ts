// Spans of a batch as the JSON that Jaeger's HTTP API gives its UI and Grafana: one object per trace, with
// processes beside the spans, times in microseconds.

import { bytesToBase64 } from '../base/base64.ts';
import { bytesToHex } from '../base/hex.ts';
import { SPAN_ID_BYTES, type SpanBatch } from '../batch/span-batch.ts';
import { allRows } from '../otlp/group-rows.ts';
import { plainText } from '../span/plain-json.ts';
import { processOfResource } from './process-resource.ts';
import { type JaegerField, jaegerField, jaegerSpanParts } from './span-parts.ts';
import type { WarningsOf } from './trace-warnings.ts';

const NO_WARNINGS: WarningsOf = () => [];

/**
 * The trace that the given rows make (all when omitted); they have one trace id, and are not none.
 * `warningsOf` has more to say about spans than they say themselves.
 */
export function encodeJaegerTraceJson(
  batch: SpanBatch,
  rows: Iterable<number> = allRows(batch),
  warningsOf: WarningsOf = NO_WARNINGS,
): string {
  const processIds = new Map<number, string>();
  const spans: string[] = [];
  let traceId = '';
  for (const row of rows) {
    const resource = batch.resource.at(row);
    let processId = processIds.get(resource);
    if (processId === undefined) {
      processId = `p${processIds.size + 1}`;
      processIds.set(resource, processId);
    }
    traceId ||= traceIdText(batch.traceId.at(row));
    spans.push(spanJson(batch, row, processId, warningsOf(row)));
  }
  const processes = [...processIds].map(([code, id]) => `"${id}":${processJson(batch, code)}`);
  return `{"traceID":"${traceId}","spans":[${spans.join(',')}],"processes":{${processes.join(',')}},"warnings":null}`;
}

/** 16 digits where the upper half is zero, which is how ids of 64 bits arrive. */
function traceIdText(traceId: Uint8Array): string {
  const isShort = traceId.subarray(0, SPAN_ID_BYTES).every((byte) => byte === 0);
  return bytesToHex(traceId, isShort ? SPAN_ID_BYTES : 0);
}

function processJson(batch: SpanBatch, resource: number): string {
  const { serviceName, tags } = processOfResource(batch.resources.at(resource));
  return `{"serviceName":${JSON.stringify(serviceName)},"tags":${fieldsJson(tags.map(jaegerField))}}`;
}

function spanJson(
  batch: SpanBatch,
  row: number,
  processId: string,
  foundOut: readonly string[],
): string {
  const { flags, tags, references, logs, warnings: own } = jaegerSpanParts(batch, row);
  const warnings = [...own, ...foundOut];
  const traceId = traceIdText(batch.traceId.at(row));
  const referencesJson = references.map(
    (one) =>
      `{"refType":"${one.type}","traceID":"${traceIdText(one.traceId)}","spanID":"${bytesToHex(one.spanId)}"}`,
  );
  const logsJson = logs.map(
    ({ timeNs, fields }) => `{"timestamp":${microseconds(timeNs)},"fields":${fieldsJson(fields)}}`,
  );
  return `{"traceID":"${traceId}","spanID":"${bytesToHex(batch.spanId.at(row))}",${
    flags === 0 ? '' : `"flags":${flags >>> 0},`
  }"operationName":${JSON.stringify(batch.name.textAt(row))},"references":[${referencesJson.join(',')}],"startTime":${microseconds(
    batch.startNs.unsignedAt(row),
  )},"duration":${microseconds(batch.durationNs.signedAt(row))},"tags":${fieldsJson(tags)},"logs":[${logsJson.join(
    ',',
  )}],"processID":"${processId}","warnings":${warnings.length === 0 ? 'null' : JSON.stringify(warnings)}}`;
}

function microseconds(ns: bigint): string {
  return String(ns / 1000n);
}

function fieldsJson(fields: readonly JaegerField[]): string {
  return `[${fields.map(fieldJson).join(',')}]`;
}

const TYPE_NAMES = {
  string: 'string',
  bool: 'bool',
  int: 'int64',
  double: 'float64',
  bytes: 'binary',
} as const;

function fieldJson({ key, value }: JaegerField): string {
  return `{"key":${JSON.stringify(key)},"type":"${TYPE_NAMES[value.type]}","value":${valueJson(value)}}`;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** What a reader in JavaScript would round is text, as is what JSON has no number for. */
function valueJson(value: JaegerField['value']): string {
  switch (value.type) {
    case 'string':
      return JSON.stringify(value.value);
    case 'bytes':
      return `"${bytesToBase64(value.value)}"`;
    case 'bool':
      return String(value.value);
    case 'int': {
      const isSafe = value.value <= MAX_SAFE && value.value >= -MAX_SAFE;
      return isSafe ? String(value.value) : `"${value.value}"`;
    }
    case 'double':
      return Number.isFinite(value.value) ? plainText(value) : `"${value.value}"`;
  }
}
