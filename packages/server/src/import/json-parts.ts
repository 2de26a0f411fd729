// Cuts the JSON of a trace file, which comes in pieces, into the parts that can be read by themselves: the spans of
// Zipkin's list, the traces in Jaeger's `data`, the entries of OTLP's `resourceSpans`, or one object whole. Holds one part
// at a time. It looks at brackets and texts only: what is inside of a part is judged by whoever reads it.

import { utf8ToText } from '@throughline/model/base/utf8';
import { type FilePlace, TraceFileError } from './trace-file-error.ts';

export interface JsonPart {
  /** Valid until more is pushed. */
  readonly bytes: Uint8Array;
  readonly place: FilePlace;
  /** Whether it is an entry of `resourceSpans`, and has no name of its own that says so. */
  readonly isResourceSpans: boolean;
}

/**
 * A trace of Jaeger's has its processes behind its spans, so all of it is held: room for some 400,000 spans. What is
 * larger can be loaded as OTLP, one line for each some thousand spans.
 */
export const MAX_PART_BYTES = 256 * 1024 ** 2;

/** Members whose entries are parts. */
const LISTS: ReadonlySet<string> = new Set(['data', 'resourceSpans', 'batches']);

/** Members of an object that is a part as a whole: a trace of Jaeger's, a span of Zipkin's. */
const OF_WHOLES: ReadonlySet<string> = new Set(['traceID', 'spans', 'processes', 'traceId', 'id']);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LINE_FEED = 0x0a;

/** Depth at which no value is a part: in an object that has not said yet what it is. */
const NOWHERE = -1;

/** Around parts; what is deeper is inside of one, or of a member that is passed over. */
const CHECKED_DEPTH = 4;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export class JsonParts {
  private buffer = new Uint8Array(0);
  private length = 0;
  /** Of `buffer[0]` in the file. */
  private base = 0;
  /** In `buffer`: up to here brackets are known. */
  private at = 0;
  private line = 1;
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  private textStart = 0;
  private isName = false;
  private name = '';
  private readonly open = new Uint8Array(CHECKED_DEPTH);
  /** Values that begin at this depth are parts. */
  private partDepth = NOWHERE;
  /** In `buffer`; -1: not in a part. */
  private partStart = -1;
  private partLine = 1;
  private isResourceSpans = false;
  /** Of the object that has not said yet what it is; -1: there is none. */
  private objectStart = -1;
  private objectLine = 1;

  /** Throws TraceFileError when what comes is no JSON, or too large; nothing can be read after that. */
  *push(piece: Uint8Array): Generator<JsonPart> {
    this.keep(piece);
    for (; this.at < this.length; this.at++) {
      const byte = this.buffer[this.at] as number;
      if (byte === LINE_FEED) this.line++;
      if (this.inText) this.inside(byte);
      else if (byte === QUOTE) this.beginText();
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.beginValue(byte);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (this.endValue(byte)) yield this.part(this.at + 1);
      } else if (byte === COMMA) this.isName = this.open[this.depth - 1] === OPEN_OBJECT;
      else if (byte > 0x20) this.scalar(byte);
    }
  }

  /** Throws TraceFileError when the file ends in the middle. */
  end(): void {
    if (this.depth === 0 && !this.inText) return;
    const place = this.partStart >= 0 ? this.partPlace() : this.placeOf(this.at);
    throw new TraceFileError('the file is cut off: what begins here has no end', place);
  }

  /** Read so far. */
  get bytes(): number {
    return this.base + this.at;
  }

  private keep(piece: Uint8Array): void {
    const from = this.firstNeeded();
    const kept = this.length - from;
    if (kept > MAX_PART_BYTES) {
      const place = this.partStart >= 0 ? this.partPlace() : this.placeOf(from);
      throw new TraceFileError(
        `a part of more than ${MAX_PART_BYTES} bytes; expected traces, or entries of resourceSpans, that are smaller`,
        place,
      );
    }
    if (kept + piece.length > this.buffer.length) {
      const next = new Uint8Array(Math.max(2 * kept, kept + piece.length));
      next.set(this.buffer.subarray(from, this.length));
      this.buffer = next;
    } else this.buffer.copyWithin(0, from, this.length);
    this.buffer.set(piece, kept);
    this.length = kept + piece.length;
    this.at -= from;
    this.base += from;
    this.textStart -= from;
    if (this.partStart >= 0) this.partStart -= from;
    if (this.objectStart >= 0) this.objectStart -= from;
  }

  private firstNeeded(): number {
    if (this.partStart >= 0) return this.partStart;
    if (this.objectStart >= 0) return this.objectStart;
    return this.inText ? this.textStart : this.at;
  }

  private inside(byte: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === BACKSLASH) this.isEscaped = true;
    else if (byte === QUOTE) this.endText();
  }

  private beginText(): void {
    if (this.depth === 0 || (this.depth === this.partDepth && this.partStart < 0)) {
      this.refuseValue('text');
    }
    this.inText = true;
    this.textStart = this.at + 1;
  }

  /** The name of a member of the outermost object may say what the object is. */
  private endText(): void {
    this.inText = false;
    if (!this.isName) return;
    this.isName = false;
    if (this.depth !== 1 || this.partStart >= 0) return;
    this.name = utf8ToText(this.buffer.subarray(this.textStart, this.at));
    if (this.objectStart >= 0 && OF_WHOLES.has(this.name)) {
      this.partDepth = 0;
      this.partStart = this.objectStart;
      this.partLine = this.objectLine;
      this.objectStart = -1;
    }
  }

  private beginValue(byte: number): void {
    const { depth } = this;
    if (depth < CHECKED_DEPTH) this.open[depth] = byte;
    this.isName = byte === OPEN_OBJECT;
    this.depth++;
    if (this.partStart >= 0) return;
    if (depth === this.partDepth) this.beginPart(byte);
    else if (depth === 0) this.beginOutermost(byte);
    else if (depth === 1 && byte === OPEN_LIST && LISTS.has(this.name)) {
      this.partDepth = 2;
      this.objectStart = -1;
      this.isResourceSpans = this.name !== 'data';
    }
  }

  /** Zipkin tells several traces as a list of lists. */
  private beginPart(byte: number): void {
    if (byte === OPEN_OBJECT) {
      this.partStart = this.at;
      this.partLine = this.line;
    } else if (this.partDepth === 1) this.partDepth = 2;
    else this.refuseValue('a list');
  }

  private beginOutermost(byte: number): void {
    this.isResourceSpans = false;
    this.name = '';
    if (byte === OPEN_LIST) {
      this.partDepth = 1;
      return;
    }
    this.partDepth = NOWHERE;
    this.objectStart = this.at;
    this.objectLine = this.line;
  }

  /** Whether a part ends here. */
  private endValue(byte: number): boolean {
    const depth = --this.depth;
    const opened = byte === CLOSE_LIST ? OPEN_LIST : OPEN_OBJECT;
    if (depth < 0 || (depth < CHECKED_DEPTH && this.open[depth] !== opened)) {
      this.depth++;
      throw new TraceFileError(
        'it is not JSON: a bracket that nothing opens',
        this.placeOf(this.at),
      );
    }
    this.isName = false;
    if (this.partStart >= 0) return depth === this.partDepth;
    if (depth === 1 && this.partDepth === 2) {
      this.partDepth = this.open[0] === OPEN_LIST ? 1 : NOWHERE;
    } else if (depth === 0 && this.objectStart >= 0) {
      // Whole, as nothing in it says what it is: its reader says that.
      this.partStart = this.objectStart;
      this.partLine = this.objectLine;
      this.objectStart = -1;
      return true;
    }
    return false;
  }

  private part(end: number): JsonPart {
    const { partStart, isResourceSpans } = this;
    const place = this.partPlace();
    this.partStart = -1;
    return { bytes: this.buffer.subarray(partStart, end), place, isResourceSpans };
  }

  /** A number, true, false, null, or what is no JSON; a mark at the beginning is passed. */
  private scalar(byte: number): void {
    if (this.partStart >= 0) return;
    const position = this.base + this.at;
    if (position < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK[position] === byte) return;
    if (this.depth === 0 || this.depth === this.partDepth) {
      this.refuseValue(`"${String.fromCharCode(byte)}"`);
    }
  }

  private refuseValue(found: string): never {
    throw new TraceFileError(
      `expected an object or a list of Jaeger's, Zipkin's or OpenTelemetry's JSON, found ${found}`,
      this.placeOf(this.at),
    );
  }

  private partPlace(): FilePlace {
    return { byte: this.base + this.partStart, line: this.partLine };
  }

  private placeOf(at: number): FilePlace {
    return { byte: this.base + at, line: this.line };
  }
}
