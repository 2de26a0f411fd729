// A batch of spans as columns: row i of every column is one span. This is the one form in which spans
// move through the product: decoders append to it, storage writes it and reads it back, queries and
// analysis look at it. Nothing here is an object per span.

import { AttributeColumns, TextAttributeColumns } from './attribute-columns.ts';
import { FixedBytesColumn, U8Column, U32Column, U64Column } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import { OriginTable, type Resource, type Scope } from './origin.ts';
import { WireMemo } from './wire-memo.ts';

export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

/** Names of a large system fit; what is not a name, such as an id in it, is forgotten soon. */
const MAX_KEPT_DICTIONARY_BYTES = 256 * 1024;

/** Texts that repeat, as codes into a dictionary. */
export class TextColumn {
  readonly dictionary = new Dictionary();
  readonly codes = new U32Column();

  append(source: Uint8Array, start: number, end: number, view?: DataView): void {
    this.codes.append(this.dictionary.intern(source, start, end, view));
  }

  appendText(text: string): void {
    this.codes.append(this.dictionary.internText(text));
  }

  textAt(row: number): string {
    return this.dictionary.textOf(this.codes.at(row));
  }
}

/** Events of all spans, one behind the other; `ends[row]` is where those of a span end. */
export class EventColumns {
  readonly ends = new U32Column();
  readonly timeNs = new U64Column();
  readonly name = new TextColumn();
  readonly droppedAttributes = new U32Column();
  readonly attributes = new TextAttributeColumns();

  truncate(rows: number): void {
    this.ends.length = rows;
    const events = rows === 0 ? 0 : this.ends.at(rows - 1);
    this.timeNs.length = events;
    this.name.codes.length = events;
    this.droppedAttributes.length = events;
    this.attributes.truncate(events);
  }
}

/** Links of all spans, one behind the other; `ends[row]` is where those of a span end. */
export class LinkColumns {
  readonly ends = new U32Column();
  readonly traceId = new FixedBytesColumn(TRACE_ID_BYTES);
  readonly spanId = new FixedBytesColumn(SPAN_ID_BYTES);
  readonly traceState = new TextColumn();
  readonly flags = new U32Column();
  readonly droppedAttributes = new U32Column();
  readonly attributes = new TextAttributeColumns();

  truncate(rows: number): void {
    this.ends.length = rows;
    const links = rows === 0 ? 0 : this.ends.at(rows - 1);
    this.traceId.length = links;
    this.spanId.length = links;
    this.traceState.codes.length = links;
    this.flags.length = links;
    this.droppedAttributes.length = links;
    this.attributes.truncate(links);
  }
}

export class SpanBatch {
  /** Spans in the batch. A decoder raises it last, when every column has the row. */
  rowCount = 0;

  readonly traceId = new FixedBytesColumn(TRACE_ID_BYTES);
  readonly spanId = new FixedBytesColumn(SPAN_ID_BYTES);
  /** All zero: no parent. */
  readonly parentSpanId = new FixedBytesColumn(SPAN_ID_BYTES);
  readonly traceState = new TextColumn();
  readonly flags = new U32Column();
  readonly name = new TextColumn();
  /** OTLP SpanKind. */
  readonly kind = new U8Column();
  /** Since the epoch, unsigned. */
  readonly startNs = new U64Column();
  /** End minus start modulo 2^64, so that any end comes back; negative when the end is earlier. */
  readonly durationNs = new U64Column();
  /** OTLP StatusCode. */
  readonly statusCode = new U8Column();
  readonly statusMessage = new TextColumn();
  readonly droppedAttributes = new U32Column();
  readonly droppedEvents = new U32Column();
  readonly droppedLinks = new U32Column();
  /** When this process took the span, milliseconds since the epoch. */
  readonly receivedMs = new U64Column();

  readonly attributes = new AttributeColumns();
  readonly events = new EventColumns();
  readonly links = new LinkColumns();

  /** Codes into `resources` and `scopes`. */
  readonly resource = new U32Column();
  readonly scope = new U32Column();
  readonly resources = new OriginTable<Resource>();
  readonly scopes = new OriginTable<Scope>();
  /** What decoders of wire bytes remember; outlives `clear`. */
  readonly resourceMemo = new WireMemo<Resource>();
  readonly scopeMemo = new WireMemo<Scope>();

  resourceAt(row: number): Resource {
    return this.resources.at(this.resource.at(row));
  }

  scopeAt(row: number): Scope {
    return this.scopes.at(this.scope.at(row));
  }

  serviceNameAt(row: number): string {
    return this.resourceAt(row).serviceName;
  }

  endNsAt(row: number): bigint {
    return BigInt.asUintN(64, this.startNs.unsignedAt(row) + this.durationNs.unsignedAt(row));
  }

  /** Takes back everything after the first `rows` spans. Dictionaries keep what they learned. */
  truncate(rows: number): void {
    this.rowCount = rows;
    for (const column of this.perRowColumns()) column.length = rows;
    this.attributes.truncate(rows);
    this.events.truncate(rows);
    this.links.truncate(rows);
  }

  /**
   * Makes the batch as good as new, for the next spans, without giving its memory back. Dictionaries
   * keep what they learned up to a size, as the next spans will have the same names.
   */
  clear(): void {
    this.truncate(0);
    this.resources.clear();
    this.scopes.clear();
    for (const { dictionary } of this.textColumns()) {
      if (dictionary.keys.byteLength > MAX_KEPT_DICTIONARY_BYTES) dictionary.clear();
    }
    if (this.attributes.keyNames.keys.byteLength > MAX_KEPT_DICTIONARY_BYTES) {
      this.attributes.forgetKeys();
    }
    for (const { keyNames } of [this.events.attributes, this.links.attributes]) {
      if (keyNames.keys.byteLength > MAX_KEPT_DICTIONARY_BYTES) keyNames.clear();
    }
  }

  private textColumns(): TextColumn[] {
    const { traceState, name, statusMessage, events, links } = this;
    return [traceState, name, statusMessage, events.name, links.traceState];
  }

  private perRowColumns(): { length: number }[] {
    return [
      this.traceId,
      this.spanId,
      this.parentSpanId,
      this.traceState.codes,
      this.flags,
      this.name.codes,
      this.kind,
      this.startNs,
      this.durationNs,
      this.statusCode,
      this.statusMessage.codes,
      this.droppedAttributes,
      this.droppedEvents,
      this.droppedLinks,
      this.receivedMs,
      this.resource,
      this.scope,
    ];
  }
}
