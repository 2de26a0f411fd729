// A row of a batch as Jaeger sees it: its tags, references and logs, with what OpenTelemetry has fields for
// put back into tags. What JSON and protobuf have in common.

import type { FixedBytesColumn } from '../batch/columns.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import type { Attribute, AttributeValue } from '../span/attribute-value.ts';
import { plainJson } from '../span/plain-json.ts';
import { SPAN_KIND_NAMES, STATUS_ERROR } from '../span/span-kind.ts';
import type { JaegerValue } from './jaeger-tag.ts';
import { sameBytes } from './reference-list.ts';
import { CHILD_OF, EVENT_FIELD, FOLLOWS_FROM, JAEGER_ATTRIBUTE, TAG } from './tag-names.ts';

export interface JaegerField {
  readonly key: string;
  readonly value: JaegerValue;
}

export interface JaegerReference {
  readonly type: 'CHILD_OF' | 'FOLLOWS_FROM';
  /** Views into the batch. */
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
}

export interface JaegerLog {
  readonly timeNs: bigint;
  readonly fields: readonly JaegerField[];
}

export interface JaegerSpanParts {
  readonly flags: number;
  readonly tags: readonly JaegerField[];
  readonly references: readonly JaegerReference[];
  readonly logs: readonly JaegerLog[];
  readonly warnings: readonly string[];
}

export function jaegerSpanParts(batch: SpanBatch, row: number): JaegerSpanParts {
  const attributes = batch.attributes.at(row);
  const own = new Map(attributes.map(({ key, value }) => [key, value]));
  const flags = own.get(JAEGER_ATTRIBUTE.flags);
  const warnings = warningsOf(own.get(JAEGER_ATTRIBUTE.warnings));
  const tags = attributes
    .filter(({ key, value }) => {
      if (key === JAEGER_ATTRIBUTE.flags) return value.type !== 'int';
      return key !== JAEGER_ATTRIBUTE.warnings || warnings === undefined;
    })
    .map(jaegerField);
  return {
    flags: flags?.type === 'int' ? Number(BigInt.asIntN(32, flags.value)) : batch.flags.at(row) & 1,
    tags: [...tags, ...fieldTags(batch, row, own)],
    references: references(batch, row),
    logs: logs(batch, row),
    warnings: warnings ?? [],
  };
}

function warningsOf(value: AttributeValue | undefined): readonly string[] | undefined {
  if (value?.type !== 'array') return undefined;
  return value.value.map((item) => (item.type === 'string' ? item.value : plainJson(item)));
}

export function jaegerField({ key, value }: Attribute): JaegerField {
  switch (value.type) {
    case 'array':
    case 'kvlist':
      return textField(key, plainJson(value));
    case 'empty':
      return textField(key, '');
    default:
      return { key, value };
  }
}

function textField(key: string, text: string): JaegerField {
  return { key, value: { type: 'string', value: text } };
}

/** What OpenTelemetry has fields for. */
function fieldTags(
  batch: SpanBatch,
  row: number,
  own: ReadonlyMap<string, AttributeValue>,
): JaegerField[] {
  const tags: JaegerField[] = [];
  const addText = (key: string, text: string): void => {
    if (text !== '') tags.push(textField(key, text));
  };
  const { name, version } = batch.scopeAt(row);
  const kind = batch.kind.at(row);
  const status = batch.statusCode.at(row);
  const message = batch.statusMessage.textAt(row);
  addText(TAG.kind, kind === 0 ? '' : (SPAN_KIND_NAMES[kind] ?? ''));
  if (status === STATUS_ERROR && !own.has(TAG.error)) {
    tags.push({ key: TAG.error, value: { type: 'bool', value: true } });
  }
  addText(TAG.statusCode, ['', 'OK', 'ERROR'][status] ?? '');
  const httpMessage = own.get(TAG.httpStatusMessage);
  if (httpMessage?.type !== 'string' || httpMessage.value !== message) {
    addText(TAG.statusDescription, message);
  }
  addText(TAG.traceState, batch.traceState.textAt(row));
  addText(TAG.scopeName, name);
  addText(TAG.scopeVersion, version);
  return tags;
}

function startOf(ends: { at(row: number): number }, row: number): number {
  return row === 0 ? 0 : ends.at(row - 1);
}

/** The parent first, unless a link says that it is followed from. */
function references(batch: SpanBatch, row: number): JaegerReference[] {
  const { links } = batch;
  const linked: JaegerReference[] = [];
  let followsParent = false;
  for (let at = startOf(links.ends, row); at < links.ends.at(row); at++) {
    const type = links.attributes
      .at(at)
      .find(({ key, value }) => key === JAEGER_ATTRIBUTE.referenceType && value.type === 'string');
    const isChildOf = type?.value.type === 'string' && type.value.value === CHILD_OF;
    const isFollowsFrom = type?.value.type === 'string' && type.value.value === FOLLOWS_FROM;
    followsParent ||= isFollowsFrom && isToParent(batch, row, at);
    linked.push({
      type: isChildOf ? 'CHILD_OF' : 'FOLLOWS_FROM',
      traceId: links.traceId.at(at),
      spanId: links.spanId.at(at),
    });
  }
  if (followsParent || batch.parentSpanId.isZero(row)) return linked;
  const traceId = batch.traceId.at(row);
  return [{ type: 'CHILD_OF', traceId, spanId: batch.parentSpanId.at(row) }, ...linked];
}

function isToParent({ links, traceId, parentSpanId }: SpanBatch, row: number, link: number) {
  return same(links.traceId, link, traceId, row) && same(links.spanId, link, parentSpanId, row);
}

function same(first: FixedBytesColumn, at: number, second: FixedBytesColumn, row: number): boolean {
  const { width } = first;
  return sameBytes(first.bytes, at * width, second.bytes, row * width, width);
}

function logs({ events }: SpanBatch, row: number): JaegerLog[] {
  const found: JaegerLog[] = [];
  for (let at = startOf(events.ends, row); at < events.ends.at(row); at++) {
    const name = events.name.textAt(at);
    const fields = events.attributes.at(at).map(jaegerField);
    found.push({
      timeNs: events.timeNs.unsignedAt(at),
      fields: name === '' ? fields : [textField(EVENT_FIELD, name), ...fields],
    });
  }
  return found;
}
