// Zipkin's JSON of version 2 to columns in one pass over the bytes, for the form in which reporters send it: a span becomes
// no object and its tags no strings. A span that is unusual (unknown members, null, numbers as text, tags that have the
// names of endpoints) is read by json-decode.ts, which reads all of it and decides what is valid; this only has to agree.

import { digitValue } from '../base/hex.ts';
import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { Resource } from '../batch/origin.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { WireMemo } from '../batch/wire-memo.ts';
import { JsonNames } from '../otlp/json-names.ts';
import { JsonScanner, UNUSUAL } from '../otlp/json-scanner.ts';
import { appendMarks, appendTimes, endZipkinSpan } from './append-span.ts';
import { ZipkinDecodeError } from './decode-error.ts';
import { appendV2Json, readAnnotations } from './json-decode.ts';
import { readEndpoint } from './json-fields.ts';
import { KnownTags, TAG_MEANS, TAG_OF_RESOURCE, TAG_PLAIN } from './known-tags.ts';
import { KnownTexts } from './known-texts.ts';
import { appendMeaning, newMeaning, type TagMeaning, takesTag } from './tag-meaning.ts';
import { addText, tagKey } from './text-columns.ts';
import { newResource } from './zipkin-origin.ts';
import {
  ZIPKIN_KINDS,
  type ZipkinAnnotation,
  type ZipkinEndpoint,
  type ZipkinKind,
} from './zipkin-span.ts';

const SPAN = new JsonNames([
  'traceId',
  'id',
  'parentId',
  'kind',
  'name',
  'timestamp',
  'duration',
  'localEndpoint',
  'remoteEndpoint',
  'annotations',
  'tags',
  'debug',
  'shared',
]);

/** Without these, a span is an error: not for this decoder. */
const NEEDED = 0b11;

const KIND_NAMES = new JsonNames(ZIPKIN_KINDS);

/** A part that takes JSON.parse may be so large; what is larger is left to the way for all of JSON. */
const MAX_PARSED_BYTES = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const NO_BYTES = new Uint8Array(0);
const NO_ANNOTATIONS: readonly ZipkinAnnotation[] = [];

/** An endpoint comes again with every span of its service, as the same bytes. */
const endpoints = new WireMemo<ZipkinEndpoint | undefined>();
const knownResources = new WireMemo<Resource>();

const shortTexts = new KnownTexts();
const knownTags = new KnownTags();

/**
 * Appends the spans of a list. undefined, and the batch is as it was, when the list itself is anything but usual, such
 * as no JSON. Throws as decodeZipkinJson does. `bytes` are known to be UTF-8.
 */
export function decodeZipkinJsonBytes(
  bytes: Uint8Array,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome | undefined {
  const rowsBefore = batch.rowCount;
  try {
    new ListReader(bytes, batch, receivedMs).read();
    return { acceptedSpans: batch.rowCount - rowsBefore, rejectedSpans: 0, message: '' };
  } catch (error) {
    if (error !== UNUSUAL && !(error instanceof SyntaxError)) throw error;
    batch.truncate(rowsBefore);
    return undefined;
  }
}

class ListReader {
  private readonly scanner: JsonScanner;
  private readonly batch: SpanBatch;
  private readonly receivedMs: number;
  private readonly traceId = new Uint8Array(TRACE_ID_BYTES);
  private readonly id = new Uint8Array(SPAN_ID_BYTES);
  private readonly parentId = new Uint8Array(SPAN_ID_BYTES);
  private kind: ZipkinKind | undefined;
  private timestampUs = 0;
  private durationUs = 0;
  private localEndpoint: ZipkinEndpoint | undefined;
  private remoteEndpoint: ZipkinEndpoint | undefined;
  private annotations = NO_ANNOTATIONS;
  /** Where the members of `tags` begin; -1: there are none. */
  private tagsStart = -1;
  private isDebug = false;
  private isShared = false;
  /** The tags of the resource, one behind the other, as they stand in the body. */
  private ofResource = new Uint8Array(1024);
  private ofResourceBytes = 0;
  private serviceName = '';
  private serviceNameBytes: Uint8Array = NO_BYTES;
  private lastResource = -1;

  constructor(bytes: Uint8Array, batch: SpanBatch, receivedMs: number) {
    this.scanner = new JsonScanner(bytes);
    this.batch = batch;
    this.receivedMs = receivedMs;
  }

  read(): void {
    const { scanner } = this;
    scanner.openList();
    for (let at = 0; scanner.nextItem(at === 0); at++) this.item(at);
    if (scanner.peek() !== 0 || scanner.position < scanner.bytes.length) throw UNUSUAL;
  }

  private item(at: number): void {
    const { scanner, batch } = this;
    const start = scanner.position;
    try {
      this.span();
    } catch (error) {
      const isOfSpan =
        error === UNUSUAL || error instanceof SyntaxError || error instanceof ZipkinDecodeError;
      if (!isOfSpan) throw error;
      batch.truncate(batch.rowCount);
      scanner.position = start;
      appendV2Json(this.parsed(Number.POSITIVE_INFINITY), at, batch, this.receivedMs);
    }
  }

  private span(): void {
    const { scanner, batch } = this;
    this.clear();
    scanner.openObject();
    let seen = 0;
    for (let isFirst = true; scanner.nextMember(isFirst); isFirst = false) {
      const field = SPAN.indexOf(scanner.value);
      const bit = 1 << field;
      if (field < 0 || (seen & bit) !== 0) throw UNUSUAL;
      seen |= bit;
      this.field(field);
    }
    if ((seen & NEEDED) !== NEEDED) throw UNUSUAL;
    const end = scanner.position;
    batch.traceId.append(this.traceId, 0);
    batch.spanId.append(this.id, 0);
    this.appendParent();
    batch.flags.append(0);
    if ((seen & 0b1_0000) === 0) batch.name.append(NO_BYTES, 0, 0);
    const { timestampUs, durationUs, annotations } = this;
    appendTimes({ timestampUs, durationUs, annotations }, batch, this.receivedMs);
    this.appendTags();
    endZipkinSpan(annotations, batch, this.receivedMs);
    scanner.position = end;
  }

  private clear(): void {
    this.kind = undefined;
    this.timestampUs = 0;
    this.durationUs = 0;
    this.localEndpoint = undefined;
    this.remoteEndpoint = undefined;
    this.annotations = NO_ANNOTATIONS;
    this.tagsStart = -1;
    this.isDebug = false;
    this.isShared = false;
    this.parentId.fill(0);
    this.ofResourceBytes = 0;
  }

  /** By its place in SPAN. */
  private field(field: number): void {
    const { scanner, batch } = this;
    switch (field) {
      case 0:
        this.readId(this.traceId);
        break;
      case 1:
        this.readId(this.id);
        break;
      case 2:
        this.readId(this.parentId);
        break;
      case 3:
        scanner.text();
        this.kind = ZIPKIN_KINDS[KIND_NAMES.indexOf(scanner.value)];
        if (this.kind === undefined) throw UNUSUAL;
        break;
      case 4: {
        scanner.text();
        const { bytes, start, end, view } = scanner.value;
        batch.name.append(bytes, start, end, view);
        break;
      }
      case 5:
        this.timestampUs = this.microseconds();
        break;
      case 6:
        this.durationUs = this.microseconds();
        break;
      case 7:
        this.localEndpoint = this.endpoint();
        break;
      case 8:
        this.remoteEndpoint = this.endpoint();
        break;
      case 9:
        this.readAnnotations();
        break;
      case 10:
        // Attributes of endpoints come before those of tags, so these wait.
        this.tagsStart = scanner.skip();
        break;
      case 11:
        this.isDebug = scanner.boolean();
        break;
      default:
        this.isShared = scanner.boolean();
    }
  }

  /** 16 or 32 digits, which are not all zeros: the usual widths. */
  private readId(target: Uint8Array): void {
    this.scanner.text();
    const { bytes, start, end } = this.scanner.value;
    const digits = end - start;
    const width = target.length;
    if (digits !== 2 * width && digits !== 2 * SPAN_ID_BYTES) throw UNUSUAL;
    let at = width - digits / 2;
    target.fill(0, 0, at);
    let any = 0;
    for (let digit = start; digit < end; digit += 2) {
      const high = digitValue(bytes[digit] as number);
      const low = digitValue(bytes[digit + 1] as number);
      if (high < 0 || low < 0) throw UNUSUAL;
      any |= high | low;
      target[at++] = 16 * high + low;
    }
    if (any === 0) throw UNUSUAL;
  }

  /** A span that names itself is a root. */
  private appendParent(): void {
    const { id, parentId, batch } = this;
    let isOwn = true;
    for (let at = 0; at < id.length; at++) if (id[at] !== parentId[at]) isOwn = false;
    if (isOwn) batch.parentSpanId.appendZero();
    else batch.parentSpanId.append(parentId, 0);
  }

  private microseconds(): number {
    const { scanner } = this;
    if (scanner.peek() === QUOTE) throw UNUSUAL;
    scanner.integer();
    const us = scanner.high * 2 ** 32 + scanner.low;
    if (us > Number.MAX_SAFE_INTEGER) throw UNUSUAL;
    return us;
  }

  private endpoint(): ZipkinEndpoint | undefined {
    const { scanner } = this;
    const start = scanner.skip();
    const part = scanner.bytes.subarray(start, scanner.position);
    if (part.length > MAX_PARSED_BYTES) throw UNUSUAL;
    return endpoints.find(part, NO_BYTES, () => {
      return readEndpoint({ endpoint: JSON.parse(utf8ToText(part)) }, 'endpoint', '');
    });
  }

  /** With an endpoint they are of version 1. */
  private readAnnotations(): void {
    const list = this.parsed(MAX_PARSED_BYTES);
    if (!Array.isArray(list)) throw UNUSUAL;
    for (const one of list) {
      if (typeof one !== 'object' || one === null || 'endpoint' in one) throw UNUSUAL;
    }
    this.annotations =
      list.length === 0 ? NO_ANNOTATIONS : readAnnotations({ annotations: list }, '');
  }

  private parsed(maxBytes: number): unknown {
    const { scanner } = this;
    const start = scanner.skip();
    const part = scanner.bytes.subarray(start, scanner.position);
    if (part.length > maxBytes) throw UNUSUAL;
    return JSON.parse(utf8ToText(part));
  }

  private appendTags(): void {
    const { batch, isDebug, localEndpoint, remoteEndpoint } = this;
    const isShared = this.isShared && this.kind !== 'CLIENT';
    appendMarks({ isDebug, isShared, localEndpoint, remoteEndpoint }, isNoTag, batch);
    const meaning = newMeaning(this.kind, localEndpoint?.serviceName ?? '');
    if (this.tagsStart >= 0) this.appendEachTag(meaning);
    appendMeaning(meaning, batch, this.resourceCode(meaning.serviceName));
  }

  private appendEachTag(meaning: TagMeaning): void {
    const { scanner } = this;
    const { attributes } = this.batch;
    scanner.position = this.tagsStart;
    knownTags.beginSpan();
    scanner.openObject();
    for (let isFirst = true; scanner.nextMember(isFirst); isFirst = false) {
      const { bytes, start, end, view } = scanner.value;
      switch (knownTags.take(scanner.value)) {
        case TAG_PLAIN: {
          const code = attributes.keyCode(bytes, start, end, view);
          if (code < 0) throw UNUSUAL;
          scanner.text();
          const { value } = scanner;
          attributes.addString(code, value.bytes, value.start, value.end, value.view);
          break;
        }
        case TAG_OF_RESOURCE:
          if (bytes !== scanner.bytes || scanner.peek() !== QUOTE) throw UNUSUAL;
          scanner.text();
          this.keepOfResource(start - 1, scanner.position);
          break;
        case TAG_MEANS:
          this.appendMeaningful(meaning);
          break;
        default:
          throw UNUSUAL;
      }
    }
  }

  private appendMeaningful(meaning: TagMeaning): void {
    const key = knownTags.text();
    this.scanner.text();
    const text = shortTexts.textOf(this.scanner.value);
    if (!takesTag(meaning, key, text)) addText(this.batch.attributes, tagKey(key), text);
  }

  /** A name, a colon and a text of the body. */
  private keepOfResource(start: number, end: number): void {
    const size = this.ofResourceBytes + end - start + 1;
    if (size > MAX_PARSED_BYTES) throw UNUSUAL;
    if (size > this.ofResource.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(this.ofResource);
      this.ofResource = larger;
    }
    this.ofResource.set(this.scanner.bytes.subarray(start, end), this.ofResourceBytes);
    this.ofResource[size - 1] = COMMA;
    this.ofResourceBytes = size;
  }

  /** Codes begin anew with the batch, hence the look at what the code stands for. */
  private resourceCode(serviceName: string): number {
    const { resources } = this.batch;
    const members = this.ofResource.subarray(0, this.ofResourceBytes);
    if (serviceName !== this.serviceName) {
      this.serviceName = serviceName;
      this.serviceNameBytes = textToUtf8(serviceName);
    }
    const resource = knownResources.find(this.serviceNameBytes, members, () =>
      newResource(serviceName, tagsOf(members)),
    );
    if (resources.entries[this.lastResource] !== resource) {
      this.lastResource = resources.intern(resource);
    }
    return this.lastResource;
  }
}

const isNoTag = (): boolean => false;

/** Key and value in turn; each member has a comma behind it. */
function tagsOf(members: Uint8Array): string[] {
  if (members.length === 0) return [];
  const json: unknown = JSON.parse(`{${utf8ToText(members, 0, members.length - 1)}}`);
  return Object.entries(json as Record<string, string>).flat();
}
