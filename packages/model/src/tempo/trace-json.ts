// A trace as Tempo answers it in JSON: OTLP by the rules of Go's jsonpb, so that unlike in OTLP JSON ids are
// base64 and enums are names.

import { bytesToBase64 } from '../base/base64.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { groupRows, type ResourceRows, type ScopeRows } from '../otlp/group-rows.ts';
import { encodeSpanJson, type SpanJsonForm } from '../otlp/json-encode.ts';
import { attributesJson } from '../span/attribute-value.ts';
import { namedAttributes } from './trace-protobuf.ts';

const JSONPB: SpanJsonForm = {
  idText: bytesToBase64,
  kindNames: [
    'SPAN_KIND_UNSPECIFIED',
    'SPAN_KIND_INTERNAL',
    'SPAN_KIND_SERVER',
    'SPAN_KIND_CLIENT',
    'SPAN_KIND_PRODUCER',
    'SPAN_KIND_CONSUMER',
  ],
  statusNames: ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'],
  wantsEmptyStatus: true,
};

/** The list of ResourceSpans, which the two versions of the API put under different names. */
export function resourceSpansJson(batch: SpanBatch, rows: Iterable<number>): string {
  return `[${groupRows(batch, rows)
    .map((group) => ofResource(batch, group))
    .join(',')}]`;
}

function ofResource(batch: SpanBatch, { resource, scopes }: ResourceRows): string {
  const { droppedAttributesCount: dropped } = resource;
  const droppedField = dropped === 0 ? '' : `,"droppedAttributesCount":${dropped}`;
  const attributes = attributesJson(namedAttributes(resource));
  const scopeSpans = scopes.map((group) => ofScope(batch, group)).join(',');
  return `{"resource":{"attributes":${attributes}${droppedField}},"scopeSpans":[${scopeSpans}]${schemaUrl(resource)}}`;
}

function ofScope(batch: SpanBatch, { scope, rows }: ScopeRows): string {
  const spans = rows.map((row) => encodeSpanJson(batch, row, JSONPB)).join(',');
  return `{"scope":${scope.json},"spans":[${spans}]${schemaUrl(scope)}}`;
}

function schemaUrl({ schemaUrl: url }: { readonly schemaUrl: string }): string {
  return url === '' ? '' : `,"schemaUrl":${JSON.stringify(url)}`;
}
