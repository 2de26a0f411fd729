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

/** In what the JSON of protobuf in general differs from that of OTLP. */
export interface SpanJsonForm {
  idText(bytes: Uint8Array, start: number, end: number): string;
  /** Index = number; a number without a name is written as it is. */
  readonly kindNames: readonly string[];
  readonly statusNames: readonly string[];
  /** A status is written although nothing is set in it. */
  readonly wantsEmptyStatus: boolean;
}

const OTLP_FORM: SpanJsonForm = {
  idText: bytesToHex,
  kindNames: [],
  statusNames: [],
  wantsEmptyStatus: false,
};

/** The Span object of one row. */
export function encodeSpanJson(batch: SpanBatch, row: number, form = OTLP_FORM): string {
  const { traceState, statusMessage } = batch;
  const ids = `${idText('traceId', batch.traceId, row, form)},${idText('spanId', batch.spanId, row, form)}`;
  return `{${ids}${
    textField('traceState', traceState.textAt(row)) +
    idField('parentSpanId', batch.parentSpanId, row, form) +
    numberField('flags', batch.flags.at(row)) +
    textField('name', batch.name.textAt(row)) +
    enumField('kind', form.kindNames, batch.kind.at(row)) +
    timeField('startTimeUnixNano', batch.startNs, row) +
    bigintField('endTimeUnixNano', batch.endNsAt(row)) +
    attributesField(batch.attributes.at(row)) +
    numberField('droppedAttributesCount', batch.droppedAttributes.at(row)) +
    listField('events', eventsJson(batch, row)) +
    numberField('droppedEventsCount', batch.droppedEvents.at(row)) +
    listField('links', linksJson(batch, row, form)) +
    numberField('droppedLinksCount', batch.droppedLinks.at(row)) +
    statusField(batch.statusCode.at(row), statusMessage.textAt(row), form)
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

function linksJson({ links }: SpanBatch, row: number, form: SpanJsonForm): string {
  const items: string[] = [];
  for (let at = row === 0 ? 0 : links.ends.at(row - 1); at < links.ends.at(row); at++) {
    items.push(
      braced(
        idField('traceId', links.traceId, at, form) +
          idField('spanId', links.spanId, at, form) +
          textField('traceState', links.traceState.textAt(at)) +
          attributesField(links.attributes.at(at)) +
          numberField('droppedAttributesCount', links.droppedAttributes.at(at)) +
          numberField('flags', links.flags.at(at)),
      ),
    );
  }
  return items.join(',');
}

function statusField(code: number, message: string, form: SpanJsonForm): string {
  const fields = textField('message', message) + enumField('code', form.statusNames, code);
  return fields === '' && !form.wantsEmptyStatus ? '' : `,"status":${braced(fields)}`;
}

/** Every field below starts with its comma; the first of an object loses it. */
function braced(fields: string): string {
  return `{${fields.slice(1)}}`;
}

function idText(
  name: string,
  ids: FixedBytesColumn,
  row: number,
  { idText: text }: SpanJsonForm,
): string {
  return `"${name}":"${text(ids.bytes, row * ids.width, (row + 1) * ids.width)}"`;
}

/** All zeros: no id. */
function idField(name: string, ids: FixedBytesColumn, row: number, form: SpanJsonForm): string {
  return ids.isZero(row) ? '' : `,${idText(name, ids, row, form)}`;
}

function textField(name: string, text: string): string {
  return text === '' ? '' : `,"${name}":${JSON.stringify(text)}`;
}

function numberField(name: string, value: number): string {
  return value === 0 ? '' : `,"${name}":${value}`;
}

function enumField(name: string, names: readonly string[], value: number): string {
  const word = names[value];
  return value === 0 || word === undefined ? numberField(name, value) : `,"${name}":"${word}"`;
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
