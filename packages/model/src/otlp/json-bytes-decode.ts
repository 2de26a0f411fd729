// OTLP JSON to columns in one pass over the bytes, for the form in which exporters send it: a span becomes no object and
// its texts no strings. Whatever is unusual about a message (unknown fields, null, a bad id, an error) is left to
// json-decode.ts, which reads all of OTLP JSON: it decides what is valid, this only has to agree with it.

import { utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { AttributeColumns, TextAttributeColumns } from '../batch/attribute-columns.ts';
import type { FixedBytesColumn } from '../batch/columns.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { AttributeValueError, parseAnyValue } from '../span/attribute-value.ts';
import { OtlpDecodeError } from './decode-error.ts';
import { readLinks } from './json-decode.ts';
import { JsonNames } from './json-names.ts';
import { readResource, readScope } from './json-origin.ts';
import { JsonReader } from './json-reader.ts';
import { JsonScanner, UNUSUAL } from './json-scanner.ts';
import { RejectedSpans } from './rejected-spans.ts';

const REQUEST = new JsonNames(['resourceSpans']);
const RESOURCE_SPANS = new JsonNames(['resource', 'scopeSpans', 'schemaUrl']);
const SCOPE_SPANS = new JsonNames(['scope', 'spans', 'schemaUrl']);
const STATUS = new JsonNames(['code', 'message']);
const ATTRIBUTE = new JsonNames(['key', 'value']);
const VALUE = new JsonNames(['stringValue', 'intValue', 'boolValue']);
const EVENT = new JsonNames(['timeUnixNano', 'name', 'attributes', 'droppedAttributesCount']);
const SPAN = new JsonNames([
  'traceId',
  'spanId',
  'parentSpanId',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'attributes',
  'droppedAttributesCount',
  'events',
  'droppedEventsCount',
  'links',
  'droppedLinksCount',
  'status',
  'traceState',
  'flags',
]);

/** Without these, a span is rejected, or an error: not for this decoder. */
const NEEDED_SPAN_FIELDS = 0b11;

/** A part that takes JSON.parse may be so large: what is larger is checked first, by the way for all of JSON. */
const MAX_PARSED_BYTES = 64 * 1024;

const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * Appends the spans of an ExportTraceServiceRequest. undefined, and the batch is as it was, when the message is anything
 * but usual; see decodeTracesJson. `bytes` are known to be UTF-8.
 */
export function decodeTracesJsonBytes(
  bytes: Uint8Array,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome | undefined {
  const rowsBefore = batch.rowCount;
  try {
    new MessageReader(bytes, batch, receivedMs).read();
    return new RejectedSpans().outcome(batch.rowCount - rowsBefore);
  } catch (error) {
    const isOfMessage =
      error === UNUSUAL ||
      error instanceof OtlpDecodeError ||
      error instanceof AttributeValueError ||
      error instanceof SyntaxError;
    if (!isOfMessage) throw error;
    batch.truncate(rowsBefore);
    return undefined;
  }
}

class MessageReader {
  private readonly scanner: JsonScanner;
  private readonly batch: SpanBatch;
  private readonly receivedLow: number;
  private readonly receivedHigh: number;
  private startLow = 0;
  private startHigh = 0;
  private endLow = 0;
  private endHigh = 0;

  constructor(bytes: Uint8Array, batch: SpanBatch, receivedMs: number) {
    this.scanner = new JsonScanner(bytes);
    this.batch = batch;
    this.receivedLow = receivedMs >>> 0;
    this.receivedHigh = Math.floor(receivedMs / 2 ** 32);
  }

  read(): void {
    const { scanner } = this;
    this.members(REQUEST, () => this.items(() => this.resourceSpans()));
    if (scanner.peek() !== 0 || scanner.position < scanner.bytes.length) throw UNUSUAL;
  }

  /** Every member of an object, once each. */
  private members(names: JsonNames, read: (field: number) => void): void {
    const { scanner } = this;
    scanner.openObject();
    let seen = 0;
    for (let isFirst = true; scanner.nextMember(isFirst); isFirst = false) {
      const field = names.indexOf(scanner.value);
      seen = once(seen, field);
      read(field);
    }
  }

  private items(read: () => void): void {
    const { scanner } = this;
    scanner.openList();
    for (let isFirst = true; scanner.nextItem(isFirst); isFirst = false) read();
  }

  /** The resource may stand behind its spans: their rows are given it in the end. */
  private resourceSpans(): void {
    const { batch } = this;
    const firstRow = batch.rowCount;
    let origin = NO_BYTES;
    let schema = NO_BYTES;
    this.members(RESOURCE_SPANS, (field) => {
      if (field === 0) origin = this.part();
      else if (field === 1) this.items(() => this.scopeSpans());
      else schema = this.ownText();
    });
    const resource = batch.resourceMemo.find(origin, schema, () => {
      const reader = new JsonReader();
      return readResource(reader, reader.object(parsed(origin)), utf8ToText(schema));
    });
    const code = batch.resources.intern(resource);
    batch.resource.values.fill(code, firstRow, batch.rowCount);
  }

  private scopeSpans(): void {
    const { batch } = this;
    const firstRow = batch.rowCount;
    let origin = NO_BYTES;
    let schema = NO_BYTES;
    this.members(SCOPE_SPANS, (field) => {
      if (field === 0) origin = this.part();
      else if (field === 1) this.spans();
      else schema = this.ownText();
    });
    const scope = batch.scopeMemo.find(origin, schema, () => {
      const reader = new JsonReader();
      return readScope(reader, reader.object(parsed(origin)), utf8ToText(schema));
    });
    batch.scope.values.fill(batch.scopes.intern(scope), firstRow, batch.rowCount);
  }

  private spans(): void {
    const { batch, scanner } = this;
    scanner.openList();
    for (let isFirst = true; scanner.nextItem(isFirst); isFirst = false) {
      this.span();
      batch.receivedMs.append(this.receivedLow, this.receivedHigh);
      batch.resource.append(0);
      batch.scope.append(0);
      batch.rowCount++;
    }
  }

  private span(): void {
    const { scanner } = this;
    scanner.openObject();
    this.startLow = this.startHigh = this.endLow = this.endHigh = 0;
    let seen = 0;
    for (let isFirst = true; scanner.nextMember(isFirst); isFirst = false) {
      const field = SPAN.indexOf(scanner.value);
      seen = once(seen, field);
      this.spanField(field);
    }
    if ((seen & NEEDED_SPAN_FIELDS) !== NEEDED_SPAN_FIELDS) throw UNUSUAL;
    this.endSpan(seen);
  }

  /** By its place in SPAN. */
  private spanField(field: number): void {
    const { scanner, batch } = this;
    switch (field) {
      case 0:
        this.id(batch.traceId);
        break;
      case 1:
        this.id(batch.spanId);
        break;
      case 2:
        this.parentId();
        break;
      case 3:
        this.textInto(batch.name);
        break;
      case 4:
        batch.kind.append(this.smallNumber());
        break;
      case 5:
        scanner.integer();
        this.startLow = scanner.low;
        this.startHigh = scanner.high;
        this.refuseNegative();
        break;
      case 6:
        scanner.integer();
        this.endLow = scanner.low;
        this.endHigh = scanner.high;
        this.refuseNegative();
        break;
      case 7:
        this.attributes();
        break;
      case 8:
        batch.droppedAttributes.append(this.count());
        break;
      case 9:
        this.items(() => this.event());
        break;
      case 10:
        batch.droppedEvents.append(this.count());
        break;
      case 11:
        this.links();
        break;
      case 12:
        batch.droppedLinks.append(this.count());
        break;
      case 13:
        this.status();
        break;
      case 14:
        this.textInto(batch.traceState);
        break;
      default:
        batch.flags.append(this.count());
    }
  }

  /** What the span did not have gets its default. */
  private endSpan(seen: number): void {
    const { batch } = this;
    const lacks = (field: number) => (seen & (1 << field)) === 0;
    if (lacks(2)) batch.parentSpanId.appendZero();
    if (lacks(3)) batch.name.appendText('');
    if (lacks(4)) batch.kind.append(0);
    if (lacks(8)) batch.droppedAttributes.append(0);
    if (lacks(10)) batch.droppedEvents.append(0);
    if (lacks(12)) batch.droppedLinks.append(0);
    if (lacks(13)) {
      batch.statusCode.append(0);
      batch.statusMessage.appendText('');
    }
    if (lacks(14)) batch.traceState.appendText('');
    if (lacks(15)) batch.flags.append(0);
    const { startLow, startHigh, endLow, endHigh } = this;
    batch.startNs.append(startLow, startHigh);
    const borrow = endLow < startLow ? 1 : 0;
    batch.durationNs.append((endLow - startLow) >>> 0, (endHigh - startHigh - borrow) >>> 0);
    batch.attributes.endRow();
    batch.events.ends.append(batch.events.timeNs.length);
    batch.links.ends.append(batch.links.flags.length);
  }

  private refuseNegative(): void {
    if (this.scanner.high >= 0x8000_0000) throw UNUSUAL;
  }

  private smallNumber(): number {
    const { scanner } = this;
    if (scanner.peek() === 0x22) throw UNUSUAL;
    scanner.integer();
    if (scanner.high !== 0 || scanner.low > 0xff) throw UNUSUAL;
    return scanner.low;
  }

  private count(): number {
    const { scanner } = this;
    scanner.integer();
    if (scanner.high !== 0) throw UNUSUAL;
    return scanner.low;
  }

  private textInto(column: SpanBatch['name']): void {
    this.scanner.text();
    const { bytes, start, end, view } = this.scanner.value;
    column.append(bytes, start, end, view);
  }

  private id(column: FixedBytesColumn): void {
    this.scanner.text();
    const { bytes, start, end } = this.scanner.value;
    if (end - start !== 2 * column.width || !column.appendHex(bytes, start)) throw UNUSUAL;
    if (column.isZero(column.length - 1)) throw UNUSUAL;
  }

  private parentId(): void {
    const { parentSpanId } = this.batch;
    this.scanner.text();
    const { bytes, start, end } = this.scanner.value;
    if (end === start) parentSpanId.appendZero();
    else if (end - start !== 2 * parentSpanId.width || !parentSpanId.appendHex(bytes, start)) {
      throw UNUSUAL;
    }
  }

  private status(): void {
    const { batch } = this;
    let seen = 0;
    this.members(STATUS, (field) => {
      seen |= 1 << field;
      if (field === 0) batch.statusCode.append(this.smallNumber());
      else this.textInto(batch.statusMessage);
    });
    if ((seen & 1) === 0) batch.statusCode.append(0);
    if ((seen & 2) === 0) batch.statusMessage.appendText('');
  }

  private attributes(): void {
    const { scanner } = this;
    const { attributes } = this.batch;
    scanner.openList();
    for (let isFirst = true; scanner.nextItem(isFirst); isFirst = false) {
      this.openAttribute();
      const { bytes, start, end, view } = scanner.value;
      this.spanValue(attributes.keyCode(bytes, start, end, view), attributes);
      scanner.closeObject();
    }
  }

  /** `key`: -1 for a value that is passed over. */
  private spanValue(key: number, attributes: AttributeColumns): void {
    const { scanner } = this;
    switch (this.openValue()) {
      case 0: {
        scanner.text();
        const { bytes, start, end, view } = scanner.value;
        if (key >= 0) attributes.addString(key, bytes, start, end, view);
        scanner.closeObject();
        break;
      }
      case 1:
        scanner.integer();
        if (key >= 0) attributes.addInt(key, scanner.low, scanner.high);
        scanner.closeObject();
        break;
      case 2: {
        const value = scanner.boolean();
        if (key >= 0) attributes.addBool(key, value);
        scanner.closeObject();
        break;
      }
      default: {
        const value = parseAnyValue(parsed(this.part()));
        if (key >= 0) attributes.addValue(key, value);
      }
    }
  }

  /** Up to its value; the key is left in the scanner's `value`. */
  private openAttribute(): void {
    const { scanner } = this;
    scanner.openObject();
    if (!scanner.nextMember(true) || ATTRIBUTE.indexOf(scanner.value) !== 0) throw UNUSUAL;
    scanner.text();
  }

  /** Enters an attribute's value up to what VALUE names, and gives its index; -1: the value is still to be read. */
  private openValue(): number {
    const { scanner } = this;
    if (!scanner.nextMember(false) || ATTRIBUTE.indexOf(scanner.value) !== 1) throw UNUSUAL;
    const start = scanner.position;
    scanner.openObject();
    const kind = scanner.nextMember(true) ? VALUE.indexOf(scanner.value) : -1;
    if (kind < 0) scanner.position = start;
    return kind;
  }

  private event(): void {
    const { batch, scanner } = this;
    const { events } = batch;
    let seen = 0;
    this.members(EVENT, (field) => {
      seen |= 1 << field;
      switch (field) {
        case 0:
          scanner.integer();
          this.refuseNegative();
          events.timeNs.append(scanner.low, scanner.high);
          break;
        case 1:
          this.textInto(events.name);
          break;
        case 2:
          this.items(() => this.textAttribute(events.attributes));
          break;
        default:
          events.droppedAttributes.append(this.count());
      }
    });
    if ((seen & 1) === 0) events.timeNs.append(0, 0);
    if ((seen & 2) === 0) events.name.appendText('');
    if ((seen & 8) === 0) events.droppedAttributes.append(0);
    events.attributes.endRow();
  }

  private textAttribute(attributes: TextAttributeColumns): void {
    const { scanner } = this;
    this.openAttribute();
    const { bytes, start, end, view } = scanner.value;
    const key = attributes.keyCode(bytes, start, end, view);
    if (!scanner.nextMember(false) || ATTRIBUTE.indexOf(scanner.value) !== 1) throw UNUSUAL;
    const value = parseAnyValue(parsed(this.part()));
    if (key >= 0) attributes.addValue(key, value);
    scanner.closeObject();
  }

  /** Links are rare, and read as objects. */
  private links(): void {
    const reader = new JsonReader();
    readLinks(reader, { links: parsed(this.part()) }, this.batch);
  }

  /** The bytes of a value of any kind. */
  private part(): Uint8Array {
    const { scanner } = this;
    const start = scanner.skip();
    return scanner.bytes.subarray(start, scanner.position);
  }

  /** A text, in memory of its own. */
  private ownText(): Uint8Array {
    this.scanner.text();
    const { bytes, start, end } = this.scanner.value;
    return bytes.slice(start, end);
  }
}

/** `seen` with one field more, which is known and new. */
function once(seen: number, field: number): number {
  const bit = 1 << field;
  if (field < 0 || (seen & bit) !== 0) throw UNUSUAL;
  return seen | bit;
}

function parsed(part: Uint8Array): unknown {
  if (part.length > MAX_PARSED_BYTES) throw UNUSUAL;
  return part.length === 0 ? {} : JSON.parse(utf8ToText(part));
}
