// Spans of a batch as Zipkin's JSON, version 2: a list of spans, names in lower case, times in microseconds.
// The inverse of append-span.ts for whatever came by Zipkin; the rest by OpenTelemetry's rules.

import { bytesToHex } from '../base/hex.ts';
import { SPAN_ID_BYTES, type SpanBatch } from '../batch/span-batch.ts';
import { allRows } from '../otlp/group-rows.ts';
import type { AttributeValue } from '../span/attribute-value.ts';
import { plainText } from '../span/plain-json.ts';
import { KIND_INTERNAL, STATUS_ERROR } from '../span/span-kind.ts';
import {
  type AttributeChoice,
  type EndpointAttributes,
  LOCAL_ENDPOINT,
  REMOTE_ENDPOINT,
  SERVICE_NAME,
  ZIPKIN_ATTRIBUTE,
  ZIPKIN_TAG,
} from './attribute-names.ts';
import { linkTag, writeEventText, writeLinkText } from './event-text.ts';
import { isIpv4, isIpv6 } from './ip-address.ts';

/** Index = OTLP SpanKind. */
const KIND_NAMES = ['', '', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** The given rows as a list, or all of them. */
export function encodeZipkinJson(
  batch: SpanBatch,
  rows: Iterable<number> = allRows(batch),
): string {
  const spans: string[] = [];
  for (const row of rows) spans.push(JSON.stringify(zipkinSpan(batch, row)));
  return `[${spans.join(',')}]`;
}

type Attributes = Map<string, AttributeValue>;

function zipkinSpan(batch: SpanBatch, row: number) {
  const attributes: Attributes = new Map(
    batch.attributes.at(row).map(({ key, value }) => [key, value]),
  );
  const isMarked = (key: string): boolean => {
    const value = attributes.get(key);
    if (value?.type !== 'bool') return false;
    attributes.delete(key);
    return value.value;
  };
  const isUntimed = isMarked(ZIPKIN_ATTRIBUTE.absentTimestamp);
  const isDebug = isMarked(ZIPKIN_ATTRIBUTE.debug);
  const isShared = isMarked(ZIPKIN_ATTRIBUTE.shared);
  const local = takeEndpoint(attributes, LOCAL_ENDPOINT, serviceNameOf(batch, row));
  const remote = takeEndpoint(attributes, REMOTE_ENDPOINT, undefined);
  // What is undefined is left out by JSON.stringify.
  return {
    traceId: traceIdText(batch.traceId.at(row)),
    parentId: batch.parentSpanId.isZero(row) ? undefined : bytesToHex(batch.parentSpanId.at(row)),
    id: bytesToHex(batch.spanId.at(row)),
    kind: KIND_NAMES[batch.kind.at(row)] || undefined,
    name: batch.name.textAt(row).toLowerCase() || undefined,
    timestamp: isUntimed ? undefined : microseconds(batch.startNs.unsignedAt(row)) || undefined,
    duration: durationUs(batch.durationNs.signedAt(row)),
    localEndpoint: local,
    remoteEndpoint: remote,
    annotations: annotationsOf(batch, row),
    tags: tagsOf(batch, row, attributes),
    debug: isDebug || undefined,
    shared: isShared || undefined,
  };
}

/** 16 digits where the upper half is zero, which is how ids of 64 bits arrive. */
function traceIdText(traceId: Uint8Array): string {
  const isShort = traceId.subarray(0, SPAN_ID_BYTES).every((byte) => byte === 0);
  return bytesToHex(traceId, isShort ? SPAN_ID_BYTES : 0);
}

function microseconds(ns: bigint): number {
  return Number(ns / 1000n);
}

/** None is none; less than one counts as one. */
function durationUs(ns: bigint): number | undefined {
  if (ns <= 0n) return undefined;
  return ns < 1000n ? 1 : microseconds(ns);
}

function serviceNameOf(batch: SpanBatch, row: number): string {
  const own = batch.resourceAt(row).attributes.find(({ key }) => key === SERVICE_NAME);
  return own === undefined ? '' : plainText(own.value);
}

/** Takes the parts of an endpoint out of the attributes; undefined when there are none. */
function takeEndpoint(
  attributes: Attributes,
  names: EndpointAttributes,
  ownServiceName: string | undefined,
) {
  const text = (
    choice: AttributeChoice | undefined,
    isValid: (text: string) => boolean,
  ): string => {
    const value =
      choice === undefined
        ? undefined
        : takeChoice(attributes, choice, (found) => {
            return found.type === 'string' && isValid(found.value);
          });
    return value?.type === 'string' ? value.value : '';
  };
  const serviceName = ownServiceName ?? text(names.serviceName, (name) => name !== '');
  const address = text(names.address, (one) => isIpv4(one) || isIpv6(one));
  const more = attributes.get(names.ipv6);
  if (more?.type === 'string') attributes.delete(names.ipv6);
  const port = takeChoice(attributes, names.port, (found) => {
    return found.type === 'int' && found.value > 0n && found.value < 65_536n;
  });
  const endpoint = {
    serviceName: serviceName.toLowerCase() || undefined,
    ipv4: isIpv4(address) ? address : undefined,
    ipv6: isIpv6(address) ? address : more?.type === 'string' ? more.value : undefined,
    port: port?.type === 'int' ? Number(port.value) : undefined,
  };
  return Object.values(endpoint).some((part) => part !== undefined) ? endpoint : undefined;
}

/** The value under the other name, when there is that, else a valid one under the usual name. */
function takeChoice(
  attributes: Attributes,
  { usual, other }: AttributeChoice,
  isValid: (value: AttributeValue) => boolean,
): AttributeValue | undefined {
  const ofOther = attributes.get(other);
  const key = ofOther === undefined ? usual : other;
  const value = ofOther ?? attributes.get(usual);
  if (value === undefined) return undefined;
  const isTaken = isValid(value);
  if (isTaken || ofOther !== undefined) attributes.delete(key);
  return isTaken ? value : undefined;
}

function annotationsOf({ events }: SpanBatch, row: number) {
  const annotations: { timestamp: number; value: string }[] = [];
  for (let at = row === 0 ? 0 : events.ends.at(row - 1); at < events.ends.at(row); at++) {
    const value = writeEventText({
      name: events.name.textAt(at),
      attributes: events.attributes.at(at),
      droppedAttributes: events.droppedAttributes.at(at),
    });
    annotations.push({ timestamp: microseconds(events.timeNs.unsignedAt(at)), value });
  }
  if (annotations.length === 0) return undefined;
  return annotations.sort((first, second) => first.timestamp - second.timestamp);
}

/** `attributes`: of the span, without what has become something else. */
function tagsOf(batch: SpanBatch, row: number, attributes: Attributes) {
  const tags = new Map<string, string>();
  for (const [key, value] of attributes) tags.set(key, plainText(value));
  const add = (key: string, text: string): void => {
    if (text !== '' && !tags.has(key)) tags.set(key, text);
  };
  if (batch.kind.at(row) === KIND_INTERNAL) add(ZIPKIN_TAG.kind, 'internal');
  addStatus(batch, row, add, tags.has(ZIPKIN_TAG.error));
  add(ZIPKIN_TAG.traceState, batch.traceState.textAt(row));
  const { name, version } = batch.scopeAt(row);
  add(ZIPKIN_TAG.scopeName, name);
  add(ZIPKIN_TAG.scopeVersion, version);
  add(ZIPKIN_TAG.droppedAttributes, countText(batch.droppedAttributes.at(row)));
  add(ZIPKIN_TAG.droppedEvents, countText(batch.droppedEvents.at(row)));
  add(ZIPKIN_TAG.droppedLinks, countText(batch.droppedLinks.at(row)));
  addLinks(batch, row, add);
  for (const { key, value } of batch.resourceAt(row).attributes) {
    if (key !== SERVICE_NAME && !tags.has(key)) tags.set(key, plainText(value));
  }
  return tags.size === 0 ? undefined : Object.fromEntries(tags);
}

type AddTag = (key: string, text: string) => void;

function countText(count: number): string {
  return count === 0 ? '' : String(count);
}

/** A tag `error` without a message is all that Zipkin's own services say. */
function addStatus(batch: SpanBatch, row: number, add: AddTag, hasError: boolean): void {
  const status = batch.statusCode.at(row);
  const message = batch.statusMessage.textAt(row);
  if (status === STATUS_ERROR && hasError && message === '') return;
  add(ZIPKIN_TAG.statusCode, ['', 'OK', 'ERROR'][status] ?? '');
  if (status === STATUS_ERROR && !hasError) add(ZIPKIN_TAG.error, message || 'true');
  else add(ZIPKIN_TAG.statusDescription, message);
}

function addLinks({ links }: SpanBatch, row: number, add: AddTag): void {
  const start = row === 0 ? 0 : links.ends.at(row - 1);
  for (let at = start; at < links.ends.at(row); at++) {
    const text = writeLinkText({
      traceId: links.traceId.at(at),
      spanId: links.spanId.at(at),
      traceState: links.traceState.textAt(at),
      attributes: links.attributes.at(at),
      droppedAttributes: links.droppedAttributes.at(at),
    });
    add(linkTag(at - start), text);
  }
}
