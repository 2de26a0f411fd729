// One span of Jaeger on its way from the wire into the columns of a batch: what thrift and protobuf have in
// common. Readers set the fields and add tags as they find them; `append` ends the row.

import { setMicroseconds, type Words } from '../base/epoch-words.ts';
import { textToUtf8 } from '../base/utf8.ts';
import { makeScope, type Scope } from '../batch/origin.ts';
import {
  SPAN_ID_BYTES,
  type SpanBatch,
  type TextColumn,
  TRACE_ID_BYTES,
} from '../batch/span-batch.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { KIND_CLIENT, SPAN_KIND_NAMES, STATUS_ERROR } from '../span/span-kind.ts';
import type { JaegerTag } from './jaeger-tag.ts';
import { ReferenceList, sameBytes } from './reference-list.ts';
import { CHILD_OF, EVENT_FIELD, FOLLOWS_FROM, JAEGER_ATTRIBUTE, TAG } from './tag-names.ts';

/** W3C's trace flags: of Jaeger's only the first means the same there. */
const SAMPLED = 1;

const FLAGS_KEY = textToUtf8(JAEGER_ATTRIBUTE.flags);

/** Longer than every tag with a meaning of its own. */
const TAG_SIZES = 24;

/** By length and first letter, whether there is such a tag: most are told apart without being read. */
const MAY_MEAN = new Uint8Array(TAG_SIZES * 256);
for (const name of Object.values(TAG)) MAY_MEAN[name.length * 256 + name.charCodeAt(0)] = 1;

const MEANINGFUL: ReadonlySet<string> = new Set(Object.values(TAG));

export class JaegerSpanRow {
  readonly traceId = new Uint8Array(TRACE_ID_BYTES);
  readonly spanId = new Uint8Array(SPAN_ID_BYTES);
  readonly parentSpanId = new Uint8Array(SPAN_ID_BYTES);
  readonly references = new ReferenceList();
  readonly start: Words = { low: 0, high: 0 };
  readonly duration: Words = { low: 0, high: 0 };
  name = 0;
  nameEnd = 0;
  flags = 0;
  warnings: string[] = [];
  /** What is wrong with it, found while it was read. */
  problem: string | undefined;
  private kind = 0;
  private hasError: boolean | undefined;
  private statusCode = 0;
  private description = '';
  private httpStatus = 0;
  private httpMessage = '';
  private traceState = '';
  private scopeName = '';
  private scopeVersion = '';
  private lastScope = -1;
  private lastKnownScope: Scope | undefined;

  clear(): void {
    this.traceId.fill(0);
    this.spanId.fill(0);
    this.parentSpanId.fill(0);
    this.references.clear();
    this.start.low = 0;
    this.start.high = 0;
    this.duration.low = 0;
    this.duration.high = 0;
    this.name = 0;
    this.nameEnd = 0;
    this.flags = 0;
    if (this.warnings.length > 0) this.warnings = [];
    this.problem = undefined;
    this.kind = 0;
    this.hasError = undefined;
    this.statusCode = 0;
    this.description = '';
    this.httpStatus = 0;
    this.httpMessage = '';
    this.traceState = '';
    this.scopeName = '';
    this.scopeVersion = '';
  }

  /** `us`: of thrift, signed. */
  setStart(us: number): void {
    if (us < 0 || !Number.isSafeInteger(us)) this.problem ??= `start time ${us} µs is out of range`;
    else setMicroseconds(this.start, us);
  }

  setDuration(us: number): void {
    if (!Number.isSafeInteger(us)) this.problem ??= `duration ${us} µs is out of range`;
    else setMicroseconds(this.duration, us);
  }

  addTag(tag: JaegerTag, batch: SpanBatch): void {
    const size = tag.keyEnd - tag.keyStart;
    const mayMean =
      size < TAG_SIZES && MAY_MEAN[size * 256 + (tag.bytes[tag.keyStart] as number)] === 1;
    if (mayMean && this.takes(tag)) return;
    tag.appendTo(batch.attributes);
  }

  /** Whether the tag has become something else; some are also looked at and kept. */
  private takes(tag: JaegerTag): boolean {
    if (tag.type !== 'string') return this.looksAt(tag);
    const key = tag.key();
    if (!MEANINGFUL.has(key)) return false;
    const text = tag.knownText();
    switch (key) {
      case TAG.kind: {
        const kind = (SPAN_KIND_NAMES as readonly string[]).indexOf(text);
        if (kind > 0) this.kind = kind;
        return kind > 0;
      }
      case TAG.statusCode: {
        const status = ['OK', 'ERROR'].indexOf(text.toUpperCase()) + 1;
        if (status > 0) this.statusCode = status;
        return status > 0;
      }
      case TAG.statusDescription:
        this.description = text;
        return true;
      case TAG.traceState:
        this.traceState = text;
        return true;
      case TAG.scopeName:
        this.scopeName = text;
        return true;
      case TAG.libraryName:
        this.scopeName ||= text;
        return true;
      case TAG.scopeVersion:
        this.scopeVersion = text;
        return true;
      case TAG.libraryVersion:
        this.scopeVersion ||= text;
        return true;
      case TAG.error:
        if (text === 'true') this.hasError = true;
        return false;
      case TAG.httpStatusCode:
        this.httpStatus = Number(text);
        return false;
      case TAG.httpStatusMessage:
        this.httpMessage = text;
        return false;
      default:
        return false;
    }
  }

  private looksAt(tag: JaegerTag): boolean {
    // A client for JavaScript has doubles only.
    if (tag.type === 'int' || tag.type === 'double') {
      if (tag.key() === TAG.httpStatusCode) this.httpStatus = Number(tag.value().value);
      return false;
    }
    if (tag.type !== 'bool' || tag.key() !== TAG.error) return false;
    this.hasError = tag.bool;
    return tag.bool;
  }

  /** Ends the row, or says why the span cannot be kept, with columns of different lengths left behind. */
  append(
    { bytes, view }: { readonly bytes: Uint8Array; readonly view: DataView },
    batch: SpanBatch,
  ): string | undefined {
    if (isZero(this.traceId)) return 'trace id is all zeros';
    if (isZero(this.spanId)) return 'span id is all zeros';
    if (this.problem !== undefined) return this.problem;
    const parentReference = this.findParent();
    batch.traceId.append(this.traceId, 0);
    batch.spanId.append(this.spanId, 0);
    batch.parentSpanId.append(this.parentSpanId, 0);
    appendText(batch.traceState, this.traceState);
    batch.flags.append(this.flags & SAMPLED);
    batch.name.append(bytes, this.name, this.nameEnd, view);
    batch.kind.append(this.kind);
    batch.startNs.append(this.start.low, this.start.high);
    batch.durationNs.append(this.duration.low, this.duration.high);
    this.appendStatus(batch);
    batch.droppedAttributes.append(0);
    batch.droppedEvents.append(0);
    batch.droppedLinks.append(0);
    this.appendOwnAttributes(batch);
    batch.attributes.endRow();
    batch.events.ends.append(batch.events.timeNs.length);
    this.appendLinks(parentReference, batch);
    batch.links.ends.append(batch.links.flags.length);
    batch.scope.append(this.scopeCode(batch));
    return undefined;
  }

  /** The code of the span before is tried first: a batch has few scopes, and codes begin anew with it. */
  private scopeCode({ scopes }: SpanBatch): number {
    const { scopeName, scopeVersion } = this;
    const known = scopes.entries[this.lastScope];
    const isSame = known === this.lastKnownScope && known !== undefined;
    if (isSame && known.name === scopeName && known.version === scopeVersion) return this.lastScope;
    const scope = scopeOf(scopeName, scopeVersion);
    this.lastKnownScope = scope;
    this.lastScope = scopes.intern(scope);
    return this.lastScope;
  }

  /** Sets the parent from references when there is no other; gives the reference that only says the same. */
  private findParent(): number {
    const { references, traceId, parentSpanId } = this;
    if (references.count === 0) return -1;
    if (isZero(parentSpanId)) {
      const childOf = references.find(traceId, false);
      const found = childOf >= 0 ? childOf : references.find(traceId, true);
      if (found < 0) return -1;
      const at = references.spanIdAt(found);
      parentSpanId.set(references.ids.subarray(at, at + SPAN_ID_BYTES));
      return childOf;
    }
    for (let at = 0; at < references.count; at++) {
      const isParent =
        !references.isFollowsFrom(at) &&
        sameBytes(references.ids, references.traceIdAt(at), traceId, 0, TRACE_ID_BYTES) &&
        sameBytes(references.ids, references.spanIdAt(at), parentSpanId, 0, SPAN_ID_BYTES);
      if (isParent) return at;
    }
    return -1;
  }

  private appendLinks(parentReference: number, { links }: SpanBatch): void {
    const { references } = this;
    for (let at = 0; at < references.count; at++) {
      if (at === parentReference) continue;
      links.traceId.append(references.ids, references.traceIdAt(at));
      links.spanId.append(references.ids, references.spanIdAt(at));
      links.traceState.appendText('');
      links.flags.append(0);
      links.droppedAttributes.append(0);
      links.attributes.addRow(references.isFollowsFrom(at) ? FOLLOWS_FROM_ROW : CHILD_OF_ROW);
    }
  }

  /** The tag `error` is the last word; without any, the answer of HTTP tells. */
  private appendStatus(batch: SpanBatch): void {
    const { hasError, statusCode, description } = this;
    let status = statusCode;
    if (hasError === true) status = STATUS_ERROR;
    else if (statusCode === 0 && hasError === undefined && this.isHttpError())
      status = STATUS_ERROR;
    const isHttpWord = description === '' && hasError === true;
    batch.statusCode.append(status);
    appendText(batch.statusMessage, isHttpWord ? this.httpMessage : description);
  }

  /** What a server answers with 4xx is the client's error. */
  private isHttpError(): boolean {
    const { kind, httpStatus } = this;
    return httpStatus < 600 && httpStatus >= (kind === KIND_CLIENT ? 400 : 500);
  }

  private appendOwnAttributes({ attributes }: SpanBatch): void {
    if ((this.flags & ~SAMPLED) !== 0) {
      const key = attributes.keyCode(FLAGS_KEY, 0, FLAGS_KEY.length);
      if (key >= 0) attributes.addInt(key, this.flags >>> 0, this.flags < 0 ? 0xffff_ffff : 0);
    }
    if (this.warnings.length > 0) {
      const value = this.warnings.map((text) => ({ type: 'string' as const, value: text }));
      attributes.add({ key: JAEGER_ATTRIBUTE.warnings, value: { type: 'array', value } });
    }
  }
}

const referenceRow = (type: string): Attribute[] => [
  { key: JAEGER_ATTRIBUTE.referenceType, value: { type: 'string', value: type } },
];
const CHILD_OF_ROW = referenceRow(CHILD_OF);
const FOLLOWS_FROM_ROW = referenceRow(FOLLOWS_FROM);

const NO_TEXT = new Uint8Array(0);

function appendText(column: TextColumn, text: string): void {
  if (text === '') column.append(NO_TEXT, 0, 0);
  else column.appendText(text);
}

function isZero(id: Uint8Array): boolean {
  for (let at = 0; at < id.length; at++) if (id[at] !== 0) return false;
  return true;
}

/** More scopes than any system has libraries; beyond it they are made anew. */
const MAX_KNOWN_SCOPES = 1000;
const MAX_KNOWN_CHARACTERS = 1024;
const knownScopes = new Map<string, Scope>();

/** The scope of this name, made once. */
function scopeOf(name: string, version: string): Scope {
  const key = `${name.length} ${name}${version}`;
  const known = knownScopes.get(key);
  if (known !== undefined) return known;
  const scope = makeScope({
    name,
    version,
    attributes: [],
    droppedAttributesCount: 0,
    schemaUrl: '',
  });
  if (key.length <= MAX_KNOWN_CHARACTERS) {
    if (knownScopes.size >= MAX_KNOWN_SCOPES) knownScopes.clear();
    knownScopes.set(key, scope);
  }
  return scope;
}

/** Ends an event: the field `event` of a log is its name. */
export function appendLog(batch: SpanBatch, time: Words, fields: readonly Attribute[]): void {
  const { events } = batch;
  const named = fields.find(({ key, value }) => key === EVENT_FIELD && value.type === 'string');
  events.timeNs.append(time.low, time.high);
  events.name.appendText(named?.value.type === 'string' ? named.value.value : '');
  events.droppedAttributes.append(0);
  events.attributes.addRow(named === undefined ? fields : fields.filter((one) => one !== named));
}
