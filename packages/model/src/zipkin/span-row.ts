// One span of version 2 on its way from the wire into the columns of a batch: what JSON and protobuf have in common where
// the span is as reporters send it. It becomes no object and its tags no strings. For anything unusual there are the ways
// by objects (append-span.ts), which this has to agree with.

import { KnownTexts } from '../batch/known-texts.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import type { ScannedText } from '../otlp/json-scanner.ts';
import { appendMarks, appendTimes, endZipkinSpan } from './append-span.ts';
import { KnownTags, TAG_PLAIN, TAG_UNUSUAL } from './known-tags.ts';
import { appendMeaning, newMeaning, takesTag } from './tag-meaning.ts';
import { addText, tagKey } from './text-columns.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinKind } from './zipkin-span.ts';

const NO_ANNOTATIONS: readonly ZipkinAnnotation[] = [];

const knownTags = new KnownTags();
const shortTexts = new KnownTexts();

export class ZipkinSpanRow {
  readonly traceId = new Uint8Array(TRACE_ID_BYTES);
  readonly id = new Uint8Array(SPAN_ID_BYTES);
  readonly parentId = new Uint8Array(SPAN_ID_BYTES);
  kind: ZipkinKind | undefined;
  timestampUs = 0;
  durationUs = 0;
  localEndpoint: ZipkinEndpoint | undefined;
  remoteEndpoint: ZipkinEndpoint | undefined;
  annotations = NO_ANNOTATIONS;
  isDebug = false;
  isShared = false;
  private meaning = newMeaning(undefined, '');
  private attribute = -1;

  clear(): void {
    this.traceId.fill(0);
    this.id.fill(0);
    this.parentId.fill(0);
    this.kind = undefined;
    this.timestampUs = 0;
    this.durationUs = 0;
    this.localEndpoint = undefined;
    this.remoteEndpoint = undefined;
    this.annotations = NO_ANNOTATIONS;
    this.isDebug = false;
    this.isShared = false;
  }

  /** Everything but its name and its tags, which follow: attributes of endpoints come before them. */
  begin(batch: SpanBatch, receivedMs: number): void {
    batch.traceId.append(this.traceId, 0);
    batch.spanId.append(this.id, 0);
    if (this.isRoot()) batch.parentSpanId.appendZero();
    else batch.parentSpanId.append(this.parentId, 0);
    batch.flags.append(0);
    appendTimes(this, batch, receivedMs);
    if (this.kind === 'CLIENT') this.isShared = false;
    appendMarks(this, isNoTag, batch);
    this.meaning = newMeaning(this.kind, this.localEndpoint?.serviceName ?? '');
    knownTags.beginSpan();
  }

  /** A span that names itself is one. */
  private isRoot(): boolean {
    const { id, parentId } = this;
    for (let at = 0; at < id.length; at++) if (id[at] !== parentId[at]) return false;
    return true;
  }

  /** What the tag is that has this key. Its value follows with `endTag`, unless it is of the resource, or unusual. */
  beginTag(key: ScannedText, { attributes }: SpanBatch): number {
    const kind = knownTags.take(key);
    if (kind !== TAG_PLAIN) return kind;
    this.attribute = attributes.keyCode(key.bytes, key.start, key.end, key.view);
    return this.attribute < 0 ? TAG_UNUSUAL : TAG_PLAIN;
  }

  endTag(kind: number, { bytes, start, end, view }: ScannedText, { attributes }: SpanBatch): void {
    if (kind === TAG_PLAIN) {
      attributes.addString(this.attribute, bytes, start, end, view);
      return;
    }
    const key = knownTags.text();
    const text = shortTexts.textOf(bytes, start, end, view);
    if (!takesTag(this.meaning, key, text)) addText(attributes, tagKey(key), text);
  }

  /** The service that the resource is to have. */
  serviceName(): string {
    return this.meaning.serviceName;
  }

  /** `resource`: its code. */
  end(batch: SpanBatch, resource: number, receivedMs: number): void {
    appendMeaning(this.meaning, batch, resource);
    endZipkinSpan(this.annotations, batch, receivedMs);
  }
}

const isNoTag = (): boolean => false;
