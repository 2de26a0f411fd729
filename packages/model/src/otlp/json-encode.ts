// Spans of a batch as OTLP JSON text. Written piece by piece, without an object per span: a trace may
// have a hundred thousand. Fields at their default are left out, as the proto3 JSON mapping does.

import { bytesToHex } from '../base/hex.ts';
import type { FixedBytesColumn, U64Column } from '../batch/columns.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { type Attribute, attributesJson } from '../span/attribute-value.ts';
import { allRows, groupRows, type ResourceRows, type ScopeRows } from './group-rows.ts';

/** TracesData with the spans of the given rows (of all when omitted). */
export function encodeTraceJson(batch: SpanBatch, rows: Iterable<number> = allRows(batch)): string {
  const groups = groupRows(batch, rows).map((group) => resourceSpansJson(batch, group));
  return `{"resourceSpans":[${groups.join(',')}]}`;
}

function resourceSpansJson(batch: SpanBatch, { resource, scopes }: ResourceRows): string {
  const scopeSpans = scopes.map((group) => scopeSpansJson(batch, group)).join(',');
  const schemaUrl = textField('schemaUrl', resource.schemaUrl);
  return `{"resource":${resource.json},"scopeSpans":[${scopeSpans}]${schemaUrl}}`;
}

function scopeSpansJson(batch: SpanBatch, { scope, rows }: ScopeRows): string {
  const spans = rows.map((row) => encodeSpanJson(batch, row)).join(',');
  return `{"scope":${scope.json},"spans":[${spans}]${textField('schemaUrl', scope.schemaUrl)}}`;
}

/** The Span object of one row. */
export function encodeSpanJson(batch: SpanBatch, row: number): string {
  const { traceState, statusMessage } = batch;
  return `{${idText('traceId', batch.traceId, row)},${idText('spanId', batch.spanId, row)}${
    textField('traceState', traceState.textAt(row)) +
    idField('parentSpanId', batch.parentSpanId, row) +
    numberField('flags', batch.flags.at(row)) +
    textField('name', batch.name.textAt(row)) +
    numberField('kind', batch.kind.at(row)) +
    timeField('startTimeUnixNano', batch.startNs, row) +
    bigintField('endTimeUnixNano', batch.endNsAt(row)) +
    attributesField(batch.attributes.at(row)) +
    numberField('droppedAttributesCount', batch.droppedAttributes.at(row)) +
    listField('events', eventsJson(batch, row)) +
    numberField('droppedEventsCount', batch.droppedEvents.at(row)) +
    listField('links', linksJson(batch, row)) +
    numberField('droppedLinksCount', batch.droppedLinks.at(row)) +
    statusField(batch.statusCode.at(row), statusMessage.textAt(row))
  }}`;
}

function eventsJson({ events }: SpanBatch, row: number): string {
  const items: string[] = [];
  for (let at = row === 0 ? 0 : events.ends.at(row - 1); at < events.ends.at(row); at++) {
    items.push(
      braced(
        timeField('timeUnixNano', events.timeNs, at) +
          textField('name', events.name.textAt(at)) +
          attributesField(events.attributes.at(at)) +
          numberField('droppedAttributesCount', events.droppedAttributes.at(at)),
      ),
    );
  }
  return items.join(',');
}

function linksJson({ links }: SpanBatch, row: number): string {
  const items: string[] = [];
  for (let at = row === 0 ? 0 : links.ends.at(row - 1); at < links.ends.at(row); at++) {
    items.push(
      braced(
        idField('traceId', links.traceId, at) +
          idField('spanId', links.spanId, at) +
          textField('traceState', links.traceState.textAt(at)) +
          attributesField(links.attributes.at(at)) +
          numberField('droppedAttributesCount', links.droppedAttributes.at(at)) +
          numberField('flags', links.flags.at(at)),
      ),
    );
  }
  return items.join(',');
}

function statusField(code: number, message: string): string {
  const fields = textField('message', message) + numberField('code', code);
  return fields === '' ? '' : `,"status":${braced(fields)}`;
}

/** Every field below starts with its comma; the first of an object loses it. */
function braced(fields: string): string {
  return `{${fields.slice(1)}}`;
}

function idText(name: string, ids: FixedBytesColumn, row: number): string {
  return `"${name}":"${bytesToHex(ids.bytes, row * ids.width, (row + 1) * ids.width)}"`;
}

/** All zeros: no id. */
function idField(name: string, ids: FixedBytesColumn, row: number): string {
  return ids.isZero(row) ? '' : `,${idText(name, ids, row)}`;
}

function textField(name: string, text: string): string {
  return text === '' ? '' : `,"${name}":${JSON.stringify(text)}`;
}

function numberField(name: string, value: number): string {
  return value === 0 ? '' : `,"${name}":${value}`;
}

function timeField(name: string, times: U64Column, row: number): string {
  return bigintField(name, times.unsignedAt(row));
}

function bigintField(name: string, value: bigint): string {
  return value === 0n ? '' : `,"${name}":"${value}"`;
}

function attributesField(attributes: readonly Attribute[]): string {
  return attributes.length === 0 ? '' : `,"attributes":${attributesJson(attributes)}`;
}

function listField(name: string, items: string): string {
  return items === '' ? '' : `,"${name}":[${items}]`;
}
