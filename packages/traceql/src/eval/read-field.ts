// The value of a field of one span of a trace.

import { assertNever } from '@throughline/model/base/assert';
import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { Attribute as ModelAttribute } from '@throughline/model/span/attribute-value';
import type { Attribute, Field, IntrinsicName } from '../syntax/ast.ts';
import type { Trace } from './trace.ts';
import {
  type FieldValue,
  fromAttribute,
  KIND_WORDS,
  NIL,
  STATUS_WORDS,
  textValue,
  type Value,
} from './value.ts';

export function readField(trace: Trace, span: number, field: Field): FieldValue {
  return field.kind === 'attribute'
    ? readAttribute(trace, span, field)
    : readIntrinsic(trace, span, field.name);
}

/**
 * For the labels of series: an unscoped attribute is one of the span or of its resource there, and never of
 * an event.
 */
export function readLabel(trace: Trace, span: number, field: Field): FieldValue {
  if (field.kind !== 'attribute' || field.scope !== 'any') return readField(trace, span, field);
  const { batch } = trace;
  const row = rowOf(trace, span);
  const own = find(spanAttributes(trace, span), field.name);
  return own.type === 'nil' ? find(batch.resourceAt(row).attributes, field.name) : own;
}

function rowOf(trace: Trace, span: number): number {
  return trace.rows[span] ?? 0;
}

function readAttribute(trace: Trace, span: number, { scope, name }: Attribute): FieldValue {
  const { batch } = trace;
  const row = rowOf(trace, span);
  switch (scope) {
    case 'span':
      return find(spanAttributes(trace, span), name);
    case 'resource':
      return find(batch.resourceAt(row).attributes, name);
    case 'instrumentation':
      return find(batch.scopeAt(row).attributes, name);
    case 'event':
      return perEvent(batch, row, (event) => find(batch.events.attributes.at(event), name));
    case 'link':
      return perLink(batch, row, (link) => find(batch.links.attributes.at(link), name));
    case 'any':
      return readUnscoped(trace, span, name);
    default:
      return assertNever(scope);
  }
}

/** Where it is found first: the span, its resource, its events, its links, its instrumentation scope. */
function readUnscoped(trace: Trace, span: number, name: string): FieldValue {
  const { batch } = trace;
  const row = rowOf(trace, span);
  const own = find(spanAttributes(trace, span), name);
  if (own.type !== 'nil') return own;
  const ofResource = find(batch.resourceAt(row).attributes, name);
  if (ofResource.type !== 'nil') return ofResource;
  const ofEvents = perEvent(batch, row, (event) => find(batch.events.attributes.at(event), name));
  const ofLinks = perLink(batch, row, (link) => find(batch.links.attributes.at(link), name));
  for (const { items } of [ofEvents, ofLinks]) {
    const there = items.filter(({ type }) => type !== 'nil');
    if (there.length > 0) return { type: 'many', items: there };
  }
  return find(batch.scopeAt(row).attributes, name);
}

/** By trace and span, as conditions ask for several attributes of one span after another. */
const remembered = new WeakMap<Trace, Map<number, readonly ModelAttribute[]>>();

function spanAttributes(trace: Trace, span: number): readonly ModelAttribute[] {
  let ofTrace = remembered.get(trace);
  if (ofTrace === undefined) {
    ofTrace = new Map();
    remembered.set(trace, ofTrace);
  }
  let attributes = ofTrace.get(span);
  if (attributes === undefined) {
    attributes = trace.batch.attributes.at(rowOf(trace, span));
    ofTrace.set(span, attributes);
  }
  return attributes;
}

function find(attributes: readonly ModelAttribute[], name: string): Value {
  const found = attributes.find(({ key }) => key === name);
  return found === undefined ? NIL : fromAttribute(found.value);
}

interface Many {
  readonly type: 'many';
  readonly items: readonly Value[];
}

function perEvent(batch: SpanBatch, row: number, read: (event: number) => Value): Many {
  return { type: 'many', items: entriesOf(batch.events.ends, row).map(read) };
}

function perLink(batch: SpanBatch, row: number, read: (link: number) => Value): Many {
  return { type: 'many', items: entriesOf(batch.links.ends, row).map(read) };
}

function entriesOf(ends: { at(row: number): number }, row: number): number[] {
  const start = row === 0 ? 0 : ends.at(row - 1);
  return Array.from({ length: ends.at(row) - start }, (_, entry) => start + entry);
}

function readIntrinsic(trace: Trace, span: number, name: IntrinsicName): FieldValue {
  const { batch, nestedSet } = trace;
  const row = rowOf(trace, span);
  switch (name) {
    case 'duration':
      return duration(batch.durationNs.signedAt(row));
    case 'name':
      return textValue(batch.name.textAt(row));
    case 'status':
      return { type: 'status', value: STATUS_WORDS[batch.statusCode.at(row)] ?? 'unset' };
    case 'statusMessage':
      return textValue(batch.statusMessage.textAt(row));
    case 'kind':
      return { type: 'kind', value: KIND_WORDS[batch.kind.at(row)] ?? 'unspecified' };
    case 'span:id':
      return textValue(trace.spanIds[span] ?? '');
    case 'span:parentID':
      return textValue(trace.parentIds[span] ?? '');
    case 'span:childCount':
      return int(trace.childCounts[span] ?? 0);
    case 'trace:id':
      return textValue(withoutLeadingZeros(trace.id));
    case 'traceDuration':
      return duration(trace.endNs - trace.startNs);
    case 'rootName':
      return textValue(trace.root === undefined ? '' : rootNameOf(trace, trace.root));
    case 'rootServiceName':
      return textValue(
        trace.root === undefined ? '' : batch.serviceNameAt(rowOf(trace, trace.root)),
      );
    case 'finding':
      return { type: 'array', items: trace.findings.map(textValue) };
    case 'nestedSetLeft':
      return int(nestedSet.left[span] ?? 0);
    case 'nestedSetRight':
      return int(nestedSet.right[span] ?? 0);
    case 'nestedSetParent':
      return int(nestedSet.parent[span] ?? 0);
    case 'parent':
      return NIL;
    default:
      return readOfPart(batch, row, name);
  }
}

type PartIntrinsic = Extract<IntrinsicName, `${'event' | 'link' | 'instrumentation'}:${string}`>;

/** Of the events, the links and the instrumentation scope of a span. */
function readOfPart(batch: SpanBatch, row: number, name: PartIntrinsic): FieldValue {
  const { events, links } = batch;
  switch (name) {
    case 'event:name':
      return perEvent(batch, row, (event) => textValue(events.name.textAt(event)));
    case 'event:timeSinceStart': {
      const startNs = batch.startNs.unsignedAt(row);
      return perEvent(batch, row, (event) => duration(events.timeNs.unsignedAt(event) - startNs));
    }
    case 'link:traceID':
      return perLink(batch, row, (link) => textValue(bytesToHex(links.traceId.at(link))));
    case 'link:spanID':
      return perLink(batch, row, (link) => textValue(bytesToHex(links.spanId.at(link))));
    case 'instrumentation:name':
      return textValue(batch.scopeAt(row).name);
    case 'instrumentation:version':
      return textValue(batch.scopeAt(row).version);
    default:
      return assertNever(name);
  }
}

/** Trace ids are told and compared without them. */
export function withoutLeadingZeros(id: string): string {
  return id.replace(/^0+/, '');
}

function rootNameOf(trace: Trace, root: number): string {
  return trace.batch.name.textAt(rowOf(trace, root));
}

function duration(ns: bigint): Value {
  return { type: 'duration', value: BigInt.asIntN(64, ns) };
}

function int(value: number): Value {
  return { type: 'int', value: BigInt(value) };
}
