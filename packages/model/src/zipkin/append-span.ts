// A Zipkin span into the columns of a batch. The rules are those of OpenTelemetry's translator, and whatever
// Zipkin says can be read back (json-encode.ts).

import { setMicroseconds, type Words } from '../base/epoch-words.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { STATUS_ERROR } from '../span/span-kind.ts';
import {
  type AttributeChoice,
  type EndpointAttributes,
  LOCAL_ENDPOINT,
  REMOTE_ENDPOINT,
  SERVICE_NAME,
  ZIPKIN_ATTRIBUTE,
  ZIPKIN_TAG,
} from './attribute-names.ts';
import { type LinkText, linkTag, readEventText, readLinkText } from './event-text.ts';
import { addInt, addText, addTrue, appendText, tagKey } from './text-columns.ts';
import { OriginCodes } from './zipkin-origin.ts';
import type { ZipkinEndpoint, ZipkinKind, ZipkinSpan } from './zipkin-span.ts';

const KINDS: Readonly<Record<ZipkinKind, number>> = {
  SERVER: 2,
  CLIENT: 3,
  PRODUCER: 4,
  CONSUMER: 5,
};
const KIND_INTERNAL = 1;

const ABSENT_TIMESTAMP = tagKey(ZIPKIN_ATTRIBUTE.absentTimestamp);
const DEBUG = tagKey(ZIPKIN_ATTRIBUTE.debug);
const SHARED = tagKey(ZIPKIN_ATTRIBUTE.shared);
const ERROR = tagKey(ZIPKIN_TAG.error);

const words: Words = { low: 0, high: 0 };
const origins = new OriginCodes();

/** `receivedMs`: when it was taken, milliseconds since the epoch. */
export function appendZipkinSpan(span: ZipkinSpan, batch: SpanBatch, receivedMs: number): void {
  batch.traceId.append(span.traceId, 0);
  batch.spanId.append(span.id, 0);
  if (span.parentId === undefined) batch.parentSpanId.appendZero();
  else batch.parentSpanId.append(span.parentId, 0);
  batch.flags.append(0);
  appendText(batch.name, span.name);
  appendTimes(span, batch, receivedMs);
  appendMarks(span, batch);
  appendTags(span, batch);
  batch.attributes.endRow();
  for (const { timestampUs, value } of span.annotations) appendEvent(batch, timestampUs, value);
  batch.events.ends.append(batch.events.timeNs.length);
  batch.receivedMs.append(receivedMs >>> 0, Math.floor(receivedMs / 2 ** 32));
  batch.rowCount++;
}

/** Without a timestamp, what is known of the time comes closest: an annotation, or else the receipt. */
function appendTimes(span: ZipkinSpan, batch: SpanBatch, receivedMs: number): void {
  let startUs = span.timestampUs;
  if (startUs === 0) {
    const times = span.annotations.map(({ timestampUs }) => timestampUs).filter((us) => us > 0);
    startUs = times.length === 0 ? receivedMs * 1000 : Math.min(...times);
    addTrue(batch.attributes, ABSENT_TIMESTAMP);
  }
  setMicroseconds(words, startUs);
  batch.startNs.append(words.low, words.high);
  setMicroseconds(words, span.durationUs);
  batch.durationNs.append(words.low, words.high);
}

function appendMarks(span: ZipkinSpan, { attributes }: SpanBatch): void {
  if (span.isDebug) addTrue(attributes, DEBUG);
  if (span.isShared) addTrue(attributes, SHARED);
  appendEndpoint(span.localEndpoint, LOCAL_ENDPOINT, span, attributes);
  appendEndpoint(span.remoteEndpoint, REMOTE_ENDPOINT, span, attributes);
}

/** A part that is '' or 0 is absent; then it is only written where a tag has its usual name. */
function appendEndpoint(
  endpoint: ZipkinEndpoint | undefined,
  names: EndpointAttributes,
  { tags }: ZipkinSpan,
  attributes: SpanBatch['attributes'],
): void {
  const add = ({ usual, other }: AttributeChoice, part: string | number): void => {
    const isTag = tags.has(usual);
    if (!isTag && (part === '' || part === 0)) return;
    const key = tagKey(isTag ? other : usual);
    if (typeof part === 'number' && part > 0) addInt(attributes, key, part);
    else addText(attributes, key, part === 0 ? '' : String(part));
  };
  const { serviceName = '', ipv4 = '', ipv6 = '', port = 0 } = endpoint ?? {};
  if (names.serviceName !== undefined) add(names.serviceName, serviceName);
  add(names.address, ipv4 === '' ? ipv6 : ipv4);
  add(names.port, port);
  if (ipv4 !== '' && ipv6 !== '') addText(attributes, tagKey(names.ipv6), ipv6);
}

/** What tags say besides being attributes. */
interface TagMeaning {
  kind: number;
  statusCode: number;
  description: string | undefined;
  error: string | undefined;
  traceState: string;
  scopeName: string;
  scopeVersion: string;
  serviceName: string;
  dropped: { attributes: number; events: number; links: number };
  /** Key and value in turn. */
  ofResource: string[];
  /** Tags that are links, in order. */
  links: LinkText[];
}

function appendTags(span: ZipkinSpan, batch: SpanBatch): void {
  const meaning: TagMeaning = {
    kind: span.kind === undefined ? 0 : KINDS[span.kind],
    statusCode: 0,
    description: undefined,
    error: undefined,
    traceState: '',
    scopeName: '',
    scopeVersion: '',
    serviceName: span.localEndpoint?.serviceName ?? '',
    dropped: { attributes: 0, events: 0, links: 0 },
    ofResource: [],
    links: linksOf(span.tags),
  };
  for (const [key, value] of span.tags) {
    const known = tagKey(key);
    if (known.isOfResource) meaning.ofResource.push(key, value);
    else if (!known.mayMean || !takesTag(meaning, key, value)) {
      addText(batch.attributes, known, value);
    }
  }
  batch.kind.append(meaning.kind);
  appendText(batch.traceState, meaning.traceState);
  batch.droppedAttributes.append(meaning.dropped.attributes);
  batch.droppedEvents.append(meaning.dropped.events);
  batch.droppedLinks.append(meaning.dropped.links);
  appendStatus(meaning, batch);
  for (const link of meaning.links) appendLink(batch, link);
  batch.links.ends.append(batch.links.flags.length);
  batch.resource.append(origins.resource(batch, meaning.serviceName, meaning.ofResource));
  batch.scope.append(origins.scope(batch, meaning.scopeName, meaning.scopeVersion));
}

/** Links that are numbered from 0 without a gap; others stay tags. */
function linksOf(tags: ReadonlyMap<string, string>): LinkText[] {
  const links: LinkText[] = [];
  for (;;) {
    const text = tags.get(linkTag(links.length));
    const link = text === undefined ? undefined : readLinkText(text);
    if (link === undefined) return links;
    links.push(link);
  }
}

/** Whether the tag has become something else. */
function takesTag(meaning: TagMeaning, key: string, value: string): boolean {
  switch (key) {
    case ZIPKIN_TAG.kind:
      if (value !== 'internal' || meaning.kind !== 0) return false;
      meaning.kind = KIND_INTERNAL;
      return true;
    case ZIPKIN_TAG.error:
      meaning.error = value;
      return true;
    case ZIPKIN_TAG.statusCode: {
      const status = ['OK', 'ERROR'].indexOf(value.toUpperCase().replace(/^STATUS_CODE_/, '')) + 1;
      meaning.statusCode = status;
      return status > 0;
    }
    case ZIPKIN_TAG.statusDescription:
      meaning.description = value;
      return true;
    case SERVICE_NAME:
      meaning.serviceName ||= value;
      return meaning.serviceName === value;
    default:
      return takesName(meaning, key, value) || takesCount(meaning, key, value);
  }
}

function takesName(meaning: TagMeaning, key: string, value: string): boolean {
  switch (key) {
    case ZIPKIN_TAG.traceState:
      meaning.traceState = value;
      return true;
    case ZIPKIN_TAG.scopeName:
      meaning.scopeName = value;
      return true;
    case ZIPKIN_TAG.libraryName:
      meaning.scopeName ||= value;
      return true;
    case ZIPKIN_TAG.scopeVersion:
      meaning.scopeVersion = value;
      return true;
    case ZIPKIN_TAG.libraryVersion:
      meaning.scopeVersion ||= value;
      return true;
    default:
      return false;
  }
}

function takesCount(meaning: TagMeaning, key: string, value: string): boolean {
  const { dropped, links } = meaning;
  const count = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : 0;
  switch (key) {
    case ZIPKIN_TAG.droppedAttributes:
      dropped.attributes = count;
      return count > 0;
    case ZIPKIN_TAG.droppedEvents:
      dropped.events = count;
      return count > 0;
    case ZIPKIN_TAG.droppedLinks:
      dropped.links = count;
      return count > 0;
    default:
      return links.some((_, number) => key === linkTag(number));
  }
}

/**
 * Zipkin knows an error by the tag `error`, whatever it says, and OpenTelemetry by a status. With a status the
 * tag is its message; without one it stays, as what the service said.
 */
function appendStatus(meaning: TagMeaning, batch: SpanBatch): void {
  const { error, description } = meaning;
  let { statusCode } = meaning;
  let message = description ?? '';
  if (error !== undefined) {
    const isMessage = statusCode === STATUS_ERROR && (description ?? error) === error;
    if (isMessage) message = error === 'true' ? message : error;
    else addText(batch.attributes, ERROR, error);
    if (statusCode === 0 && error !== 'false') statusCode = STATUS_ERROR;
  }
  batch.statusCode.append(statusCode);
  appendText(batch.statusMessage, message);
}

function appendLink({ links }: SpanBatch, link: LinkText): void {
  links.traceId.append(link.traceId, 0);
  links.spanId.append(link.spanId, 0);
  links.traceState.appendText(link.traceState);
  links.flags.append(0);
  links.droppedAttributes.append(link.droppedAttributes);
  links.attributes.addRow(link.attributes);
}

function appendEvent({ events }: SpanBatch, timestampUs: number, value: string): void {
  const { name, attributes, droppedAttributes } = readEventText(value);
  setMicroseconds(words, timestampUs);
  events.timeNs.append(words.low, words.high);
  appendText(events.name, name);
  events.droppedAttributes.append(droppedAttributes);
  events.attributes.addRow(attributes);
}
