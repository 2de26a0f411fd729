// Jaeger's thrift (jaeger.thrift and agent.thrift of jaeger-idl) to columns: the body of an HTTP request, and
// the message of a UDP packet, in either of thrift's protocols.

import { setMicroseconds, signedNumber, type Words } from '../base/epoch-words.ts';
import { utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { Resource } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { WireMemo } from '../batch/wire-memo.ts';
import { RejectedSpans } from '../otlp/rejected-spans.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { ThriftBinaryReader } from '../thrift/binary-reader.ts';
import { ThriftCompactReader } from '../thrift/compact-reader.ts';
import type { ThriftReader } from '../thrift/thrift-reader.ts';
import { THRIFT, THRIFT_MESSAGE } from '../thrift/thrift-types.ts';
import { JaegerTag, TAG_TYPES } from './jaeger-tag.ts';
import { resourceOfProcess } from './process-resource.ts';
import { appendLog, JaegerSpanRow } from './span-row.ts';

export type ThriftProtocol = 'binary' | 'compact';

/** Used again for every span, tag and log. */
const row = new JaegerSpanRow();
const tag = new JaegerTag();
const logTime: Words = { low: 0, high: 0 };

/** A process comes again with every batch, as the same bytes. */
const PROCESSES: Readonly<Record<ThriftProtocol, WireMemo<Resource>>> = {
  binary: new WireMemo(),
  compact: new WireMemo(),
};
const NO_BYTES = new Uint8Array(0);

/**
 * Appends the spans of a Batch, as a collector takes it. Spans that cannot be kept, such as those without ids,
 * are left out and counted. Throws ThriftDecodeError when the bytes are no Batch: the caller then truncates
 * the batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodeJaegerBatch(
  bytes: Uint8Array,
  protocol: ThriftProtocol,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  return new BatchDecoder(bytes, protocol, batch, receivedMs).decode();
}

/** The same for a packet as an agent takes it: the call of `emitBatch` with a Batch as its argument. */
export function decodeJaegerPacket(
  bytes: Uint8Array,
  protocol: ThriftProtocol,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  return new BatchDecoder(bytes, protocol, batch, receivedMs).decodePacket();
}

class BatchDecoder {
  private readonly reader: ThriftReader;
  private readonly processes: WireMemo<Resource>;
  private readonly batch: SpanBatch;
  private readonly received: Words;
  private readonly rejected = new RejectedSpans();
  private readonly rowsBefore: number;

  constructor(bytes: Uint8Array, protocol: ThriftProtocol, batch: SpanBatch, receivedMs: number) {
    this.reader =
      protocol === 'binary' ? new ThriftBinaryReader(bytes) : new ThriftCompactReader(bytes);
    this.processes = PROCESSES[protocol];
    this.batch = batch;
    this.received = { low: receivedMs >>> 0, high: Math.floor(receivedMs / 2 ** 32) };
    this.rowsBefore = batch.rowCount;
  }

  decode(): AppendOutcome {
    this.readBatch();
    return this.rejected.outcome(this.batch.rowCount - this.rowsBefore);
  }

  decodePacket(): AppendOutcome {
    const { reader } = this;
    const { name, type } = reader.messageBegin();
    if (type !== THRIFT_MESSAGE.call && type !== THRIFT_MESSAGE.oneway) {
      reader.fail(`a message of type ${type} is no call`);
    }
    if (name !== 'emitBatch') reader.fail(`"${name.slice(0, 40)}" is not taken, only emitBatch`);
    reader.struct((id, fieldType) => {
      if (id !== 1 || fieldType !== THRIFT.struct) return false;
      this.readBatch();
      return true;
    });
    return this.rejected.outcome(this.batch.rowCount - this.rowsBefore);
  }

  /** The process stands before the spans in all that clients send; where it does not, they wait. */
  private readBatch(): void {
    const { reader, batch } = this;
    let resource = -1;
    let waiting = -1;
    reader.structBegin();
    while (reader.nextField()) {
      const { fieldId, fieldType } = reader;
      if (fieldId === 1 && fieldType === THRIFT.struct) resource = this.processCode();
      else if (fieldId === 2 && fieldType === THRIFT.list && resource >= 0)
        this.readSpans(resource);
      else {
        if (fieldId === 2 && fieldType === THRIFT.list) waiting = reader.position;
        reader.skip(fieldType);
      }
    }
    const { position } = reader;
    if (waiting >= 0) {
      reader.position = waiting;
      if (resource < 0) resource = batch.resources.intern(resourceOfProcess('', []));
      this.readSpans(resource);
      reader.position = position;
    }
    reader.structEnd();
  }

  private processCode(): number {
    const { reader, batch } = this;
    const start = reader.position;
    reader.skip(THRIFT.struct);
    const { position } = reader;
    const bytes = reader.bytes.subarray(start, position);
    const resource = this.processes.find(bytes, NO_BYTES, () => {
      reader.position = start;
      return readProcess(reader);
    });
    reader.position = position;
    return batch.resources.intern(resource);
  }

  private readSpans(resource: number): void {
    const { reader, batch, received } = this;
    const count = structsBegin(reader);
    for (let at = 0; at < count; at++) {
      const start = reader.position;
      row.clear();
      readSpan(reader, batch);
      const problem = row.append(reader, batch);
      if (problem === undefined) {
        batch.receivedMs.append(received.low, received.high);
        batch.resource.append(resource);
        batch.rowCount++;
      } else {
        this.rejected.add(() => `${problem} (at byte ${start})`);
        batch.truncate(batch.rowCount);
      }
    }
  }
}

function readProcess(reader: ThriftReader): Resource {
  let serviceName = '';
  let tags: Attribute[] = [];
  reader.struct((id, type) => {
    if (id === 1 && type === THRIFT.string) serviceName = readText(reader);
    else if (id === 2 && type === THRIFT.list) tags = readTags(reader);
    else return false;
    return true;
  });
  return resourceOfProcess(serviceName, tags);
}

function readText(reader: ThriftReader): string {
  reader.binary();
  return utf8ToText(reader.bytes, reader.start, reader.end);
}

/** The number of structs in a list, which must hold structs. */
function structsBegin(reader: ThriftReader): number {
  const count = reader.listBegin();
  if (count > 0 && reader.elementType !== THRIFT.struct) {
    reader.fail(`expected a list of structs, not of type ${reader.elementType}`);
  }
  return count;
}

function readSpan(reader: ThriftReader, batch: SpanBatch): void {
  reader.structBegin();
  while (reader.nextField()) {
    if (!readSpanField(reader, batch)) reader.skip(reader.fieldType);
  }
  reader.structEnd();
}

/** False when it is a field that this reader does not know. */
function readSpanField(reader: ThriftReader, batch: SpanBatch): boolean {
  switch (reader.fieldType) {
    case THRIFT.i64:
      reader.i64();
      takeNumber(reader);
      return true;
    case THRIFT.list:
      return readSpanList(reader, batch);
    case THRIFT.string:
      if (reader.fieldId !== 5) return false;
      reader.binary();
      row.name = reader.start;
      row.nameEnd = reader.end;
      return true;
    case THRIFT.i32:
      if (reader.fieldId !== 7) return false;
      row.flags = reader.i32();
      return true;
    default:
      return false;
  }
}

function takeNumber(reader: ThriftReader): void {
  switch (reader.fieldId) {
    case 1:
      writeId(reader, row.traceId, 8);
      return;
    case 2:
      writeId(reader, row.traceId, 0);
      return;
    case 3:
      writeId(reader, row.spanId, 0);
      return;
    case 4:
      writeId(reader, row.parentSpanId, 0);
      return;
    case 8:
      row.setStart(signedNumber(reader));
      return;
    case 9:
      row.setDuration(signedNumber(reader));
      return;
    default:
  }
}

/** The 64-bit number that was read last, big-endian. */
function writeId({ low, high }: ThriftReader, target: Uint8Array, at: number): void {
  target[at] = high >>> 24;
  target[at + 1] = high >>> 16;
  target[at + 2] = high >>> 8;
  target[at + 3] = high;
  target[at + 4] = low >>> 24;
  target[at + 5] = low >>> 16;
  target[at + 6] = low >>> 8;
  target[at + 7] = low;
}

function readSpanList(reader: ThriftReader, batch: SpanBatch): boolean {
  const { fieldId } = reader;
  if (fieldId !== 6 && fieldId !== 10 && fieldId !== 11) return false;
  const count = structsBegin(reader);
  for (let at = 0; at < count; at++) {
    if (fieldId === 10) {
      readTag(reader);
      row.addTag(tag, batch);
    } else if (fieldId === 6) readReference(reader);
    else readLog(reader, batch);
  }
  return true;
}

const FOLLOWS_FROM_TYPE = 1;

function readReference(reader: ThriftReader): void {
  reader.countItem();
  const { references } = row;
  const at = references.add();
  reader.struct((id, type) => {
    if (type === THRIFT.i32 && id === 1) {
      references.setFollowsFrom(reader.i32() === FOLLOWS_FROM_TYPE);
    } else if (type === THRIFT.i64 && id >= 2 && id <= 4) {
      reader.i64();
      // The low half of the trace id comes first, then the high one, then the span's.
      const offset = id === 2 ? 8 : id === 3 ? 0 : 16;
      writeId(reader, references.ids, at + offset);
    } else return false;
    return true;
  });
}

function readLog(reader: ThriftReader, batch: SpanBatch): void {
  reader.countItem();
  let fields: Attribute[] = [];
  setMicroseconds(logTime, 0);
  reader.struct((id, type) => {
    if (id === 1 && type === THRIFT.i64) {
      reader.i64();
      const us = signedNumber(reader);
      if (us >= 0 && Number.isSafeInteger(us)) setMicroseconds(logTime, us);
      else row.problem ??= `time ${us} µs of a log is out of range`;
    } else if (id === 2 && type === THRIFT.list) fields = readTags(reader);
    else return false;
    return true;
  });
  appendLog(batch, logTime, fields);
}

function readTags(reader: ThriftReader): Attribute[] {
  const tags: Attribute[] = [];
  const count = structsBegin(reader);
  for (let at = 0; at < count; at++) {
    reader.countItem();
    readTag(reader);
    tags.push(tag.attribute());
  }
  return tags;
}

/** Leaves it in `tag`. */
function readTag(reader: ThriftReader): void {
  tag.clear(reader);
  reader.structBegin();
  while (reader.nextField()) {
    if (!readTagField(reader)) reader.skip(reader.fieldType);
  }
  reader.structEnd();
}

function readTagField(reader: ThriftReader): boolean {
  const { fieldId } = reader;
  switch (reader.fieldType) {
    case THRIFT.string:
      return readTagText(reader);
    case THRIFT.i32:
      if (fieldId !== 2) return false;
      tag.type = TAG_TYPES[reader.i32()] ?? 'string';
      return true;
    case THRIFT.double:
      if (fieldId !== 4) return false;
      reader.double();
      tag.doubleLow = reader.low;
      tag.doubleHigh = reader.high;
      return true;
    case THRIFT.bool:
      if (fieldId !== 5) return false;
      tag.bool = reader.bool();
      return true;
    case THRIFT.i64:
      if (fieldId !== 6) return false;
      reader.i64();
      tag.intLow = reader.low;
      tag.intHigh = reader.high;
      return true;
    default:
      return false;
  }
}

function readTagText(reader: ThriftReader): boolean {
  reader.binary();
  switch (reader.fieldId) {
    case 1:
      tag.keyStart = reader.start;
      tag.keyEnd = reader.end;
      return true;
    case 3:
      tag.textStart = reader.start;
      tag.textEnd = reader.end;
      return true;
    case 7:
      tag.binaryStart = reader.start;
      tag.binaryEnd = reader.end;
      return true;
    default:
      return true;
  }
}
