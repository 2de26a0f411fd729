// Zipkin's JSON of version 2 to columns in one pass over the bytes, for the form in which reporters send it: a span becomes
// no object and its tags no strings. A span that is unusual (unknown members, null, numbers as text, tags that have the
// names of endpoints) is read by json-decode.ts, which reads all of it and decides what is valid; this only has to agree.

import { digitValue } from '../base/hex.ts';
import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import { SPAN_ID_BYTES, type SpanBatch } from '../batch/span-batch.ts';
import { WireMemo } from '../batch/wire-memo.ts';
import { JsonNames } from '../otlp/json-names.ts';
import { JsonScanner, UNUSUAL } from '../otlp/json-scanner.ts';
import { ZipkinDecodeError } from './decode-error.ts';
import { appendV2Json, readAnnotations } from './json-decode.ts';
import { readEndpoint } from './json-fields.ts';
import { TAG_OF_RESOURCE, TAG_UNUSUAL } from './known-tags.ts';
import { ResourceTags } from './resource-tags.ts';
import { ZipkinSpanRow } from './span-row.ts';
import { ZIPKIN_KINDS, type ZipkinEndpoint } from './zipkin-span.ts';

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
const NO_BYTES = new Uint8Array(0);

/** An endpoint comes again with every span of its service, as the same bytes. */
const endpoints = new WireMemo<ZipkinEndpoint | undefined>();

/** Of a member's name and value, with a comma behind each. */
const ofResource = new ResourceTags(tagsOf);
const COMMA = textToUtf8(',');

const row = new ZipkinSpanRow();

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
  /** Where the members of `tags` begin; -1: there are none. */
  private tagsStart = -1;

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
    row.clear();
    ofResource.clear();
    this.tagsStart = -1;
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
    if ((seen & 0b1_0000) === 0) batch.name.append(NO_BYTES, 0, 0);
    row.begin(batch, this.receivedMs);
    if (this.tagsStart >= 0) this.appendEachTag();
    row.end(batch, ofResource.code(batch, row.serviceName()), this.receivedMs);
    scanner.position = end;
  }

  /** By its place in SPAN. */
  private field(field: number): void {
    const { scanner, batch } = this;
    switch (field) {
      case 0:
        this.readId(row.traceId);
        break;
      case 1:
        this.readId(row.id);
        break;
      case 2:
        this.readId(row.parentId);
        break;
      case 3:
        scanner.text();
        row.kind = ZIPKIN_KINDS[KIND_NAMES.indexOf(scanner.value)];
        if (row.kind === undefined) throw UNUSUAL;
        break;
      case 4: {
        scanner.text();
        const { bytes, start, end, view } = scanner.value;
        batch.name.append(bytes, start, end, view);
        break;
      }
      case 5:
        row.timestampUs = this.microseconds();
        break;
      case 6:
        row.durationUs = this.microseconds();
        break;
      case 7:
        row.localEndpoint = this.endpoint();
        break;
      case 8:
        row.remoteEndpoint = this.endpoint();
        break;
      case 9:
        this.readAnnotations();
        break;
      case 10:
        // Attributes of endpoints come before those of tags, so these wait.
        this.tagsStart = scanner.skip();
        break;
      case 11:
        row.isDebug = scanner.boolean();
        break;
      default:
        row.isShared = scanner.boolean();
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
    if (list.length > 0) row.annotations = readAnnotations({ annotations: list }, '');
  }

  private parsed(maxBytes: number): unknown {
    const { scanner } = this;
    const start = scanner.skip();
    const part = scanner.bytes.subarray(start, scanner.position);
    if (part.length > maxBytes) throw UNUSUAL;
    return JSON.parse(utf8ToText(part));
  }

  private appendEachTag(): void {
    const { scanner, batch } = this;
    scanner.position = this.tagsStart;
    scanner.openObject();
    for (let isFirst = true; scanner.nextMember(isFirst); isFirst = false) {
      const { bytes, start } = scanner.value;
      const kind = row.beginTag(scanner.value, batch);
      if (kind === TAG_UNUSUAL) throw UNUSUAL;
      if (kind === TAG_OF_RESOURCE && (bytes !== scanner.bytes || scanner.peek() !== QUOTE)) {
        throw UNUSUAL;
      }
      scanner.text();
      if (kind !== TAG_OF_RESOURCE) row.endTag(kind, scanner.value, batch);
      else {
        const isKept = ofResource.keep(bytes, start - 1, scanner.position);
        if (!isKept || !ofResource.keep(COMMA, 0, 1)) throw UNUSUAL;
      }
    }
  }
}

/** Key and value in turn. */
function tagsOf(members: Uint8Array): string[] {
  if (members.length === 0) return [];
  const json: unknown = JSON.parse(`{${utf8ToText(members, 0, members.length - 1)}}`);
  return Object.entries(json as Record<string, string>).flat();
}
