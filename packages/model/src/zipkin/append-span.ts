// A Zipkin span into the columns of a batch. The rules are those of OpenTelemetry's translator, and whatever
// Zipkin says can be read back (json-encode.ts).

import { setMicroseconds, type Words } from '../base/epoch-words.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import {
  type AttributeChoice,
  type EndpointAttributes,
  LOCAL_ENDPOINT,
  REMOTE_ENDPOINT,
  ZIPKIN_ATTRIBUTE,
} from './attribute-names.ts';
import { readEventText } from './event-text.ts';
import { appendMeaning, linksOf, newMeaning, takesTag } from './tag-meaning.ts';
import { addInt, addText, addTrue, appendText, tagKey } from './text-columns.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-span.ts';

const ABSENT_TIMESTAMP = tagKey(ZIPKIN_ATTRIBUTE.absentTimestamp);
const DEBUG = tagKey(ZIPKIN_ATTRIBUTE.debug);
const SHARED = tagKey(ZIPKIN_ATTRIBUTE.shared);

const words: Words = { low: 0, high: 0 };

/** `receivedMs`: when it was taken, milliseconds since the epoch. */
export function appendZipkinSpan(span: ZipkinSpan, batch: SpanBatch, receivedMs: number): void {
  batch.traceId.append(span.traceId, 0);
  batch.spanId.append(span.id, 0);
  if (span.parentId === undefined) batch.parentSpanId.appendZero();
  else batch.parentSpanId.append(span.parentId, 0);
  batch.flags.append(0);
  appendText(batch.name, span.name);
  appendTimes(span, batch, receivedMs);
  const isTag = (key: string): boolean => span.tags.has(key);
  appendMarks(span, isTag, batch);
  appendTags(span, batch);
  endZipkinSpan(span.annotations, batch, receivedMs);
}

/** What all spans end with, when everything else is appended. */
export function endZipkinSpan(
  annotations: readonly ZipkinAnnotation[],
  batch: SpanBatch,
  receivedMs: number,
): void {
  batch.attributes.endRow();
  for (const { timestampUs, value } of annotations) appendEvent(batch, timestampUs, value);
  batch.events.ends.append(batch.events.timeNs.length);
  batch.receivedMs.append(receivedMs >>> 0, Math.floor(receivedMs / 2 ** 32));
  batch.rowCount++;
}

/** Without a timestamp, what is known of the time comes closest: an annotation, or else the receipt. */
export function appendTimes(
  span: Pick<ZipkinSpan, 'timestampUs' | 'durationUs' | 'annotations'>,
  batch: SpanBatch,
  receivedMs: number,
): void {
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

/** `isTag`: whether the span has a tag of this name. */
export function appendMarks(
  span: Pick<ZipkinSpan, 'isDebug' | 'isShared' | 'localEndpoint' | 'remoteEndpoint'>,
  isTag: (key: string) => boolean,
  { attributes }: SpanBatch,
): void {
  if (span.isDebug) addTrue(attributes, DEBUG);
  if (span.isShared) addTrue(attributes, SHARED);
  appendEndpoint(span.localEndpoint, LOCAL_ENDPOINT, isTag, attributes);
  appendEndpoint(span.remoteEndpoint, REMOTE_ENDPOINT, isTag, attributes);
}

/** A part that is '' or 0 is absent; then it is only written where a tag has its usual name. */
function appendEndpoint(
  endpoint: ZipkinEndpoint | undefined,
  names: EndpointAttributes,
  isTag: (key: string) => boolean,
  attributes: SpanBatch['attributes'],
): void {
  const add = ({ usual, other }: AttributeChoice, part: string | number): void => {
    const isTaken = isTag(usual);
    if (!isTaken && (part === '' || part === 0)) return;
    const key = tagKey(isTaken ? other : usual);
    if (typeof part === 'number' && part > 0) addInt(attributes, key, part);
    else addText(attributes, key, part === 0 ? '' : String(part));
  };
  const { serviceName = '', ipv4 = '', ipv6 = '', port = 0 } = endpoint ?? {};
  if (names.serviceName !== undefined) add(names.serviceName, serviceName);
  add(names.address, ipv4 === '' ? ipv6 : ipv4);
  add(names.port, port);
  if (ipv4 !== '' && ipv6 !== '') addText(attributes, tagKey(names.ipv6), ipv6);
}

function appendTags(span: ZipkinSpan, batch: SpanBatch): void {
  const meaning = newMeaning(span.kind, span.localEndpoint?.serviceName ?? '');
  meaning.links = linksOf(span.tags);
  for (const [key, value] of span.tags) {
    const known = tagKey(key);
    if (known.isOfResource) meaning.ofResource.push(key, value);
    else if (!known.mayMean || !takesTag(meaning, key, value)) {
      addText(batch.attributes, known, value);
    }
  }
  appendMeaning(meaning, batch);
}

function appendEvent({ events }: SpanBatch, timestampUs: number, value: string): void {
  const { name, attributes, droppedAttributes } = readEventText(value);
  setMicroseconds(words, timestampUs);
  events.timeNs.append(words.low, words.high);
  appendText(events.name, name);
  events.droppedAttributes.append(droppedAttributes);
  events.attributes.addRow(attributes);
}
