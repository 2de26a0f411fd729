// A span as Jaeger's own model has it, as thrift and protobuf: what tests send. Only what thrift and protobuf
// both can say.

import { hexToBytes } from '../../base/hex.ts';
import { ProtobufWriter } from '../../otlp/protobuf-writer.ts';
import type { ThriftFields, ThriftValue } from '../../thrift/testing/thrift-writer.ts';

export type TagValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'float64'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int64'; readonly value: bigint }
  | { readonly type: 'binary'; readonly value: Uint8Array };

export type Tag = { readonly key: string } & TagValue;

export interface Reference {
  readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  readonly traceID: string;
  readonly spanID: string;
}

export interface JaegerSpan {
  /** 32 hex digits. */
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly Reference[];
  readonly flags: number;
  /** Microseconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly Tag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[];
}

export interface JaegerBatch {
  readonly serviceName: string;
  readonly processTags: readonly Tag[];
  readonly spans: readonly JaegerSpan[];
}

/** The order of thrift's TagType. */
const THRIFT_TYPES = ['string', 'float64', 'bool', 'int64', 'binary'];

/** The order of protobuf's ValueType. */
const PROTO_TYPES = ['string', 'bool', 'int64', 'float64', 'binary'];

export function thriftBatch({ serviceName, processTags, spans }: JaegerBatch): ThriftFields {
  const process: ThriftFields = [
    [1, { type: 'string', value: serviceName }],
    [2, structs(processTags.map(thriftTag))],
  ];
  return [
    [1, { type: 'struct', value: process }],
    [2, structs(spans.map(thriftSpan))],
  ];
}

export function structs(list: readonly ThriftFields[]): ThriftValue {
  const value = list.map((fields) => ({ type: 'struct' as const, value: fields }));
  return { type: 'list', of: 'struct', value };
}

function i64(value: bigint | number): ThriftValue {
  return { type: 'i64', value: BigInt.asIntN(64, BigInt(value)) };
}

export function thriftSpan(span: JaegerSpan): ThriftFields {
  const parent = span.references.find(
    ({ refType, traceID }) => refType === 'CHILD_OF' && traceID === span.traceID,
  );
  return [
    [1, i64(BigInt(`0x${span.traceID.slice(16)}`))],
    [2, i64(BigInt(`0x${span.traceID.slice(0, 16)}`))],
    [3, i64(BigInt(`0x${span.spanID}`))],
    [4, i64(parent === undefined ? 0 : BigInt(`0x${parent.spanID}`))],
    [5, { type: 'string', value: span.operationName }],
    [6, structs(span.references.map(thriftReference))],
    [7, { type: 'i32', value: span.flags }],
    [8, i64(span.startTime)],
    [9, i64(span.duration)],
    [10, structs(span.tags.map(thriftTag))],
    [
      11,
      structs(
        span.logs.map(({ timestamp, fields }): ThriftFields => {
          return [
            [1, i64(timestamp)],
            [2, structs(fields.map(thriftTag))],
          ];
        }),
      ),
    ],
  ];
}

function thriftReference({ refType, traceID, spanID }: Reference): ThriftFields {
  return [
    [1, { type: 'i32', value: refType === 'FOLLOWS_FROM' ? 1 : 0 }],
    [2, i64(BigInt(`0x${traceID.slice(16)}`))],
    [3, i64(BigInt(`0x${traceID.slice(0, 16)}`))],
    [4, i64(BigInt(`0x${spanID}`))],
  ];
}

function thriftTag(tag: Tag): ThriftFields {
  const head: ThriftFields = [
    [1, { type: 'string', value: tag.key }],
    [2, { type: 'i32', value: THRIFT_TYPES.indexOf(tag.type) }],
  ];
  switch (tag.type) {
    case 'string':
      return [...head, [3, { type: 'string', value: tag.value }]];
    case 'float64':
      return [...head, [4, { type: 'double', value: tag.value }]];
    case 'bool':
      return [...head, [5, { type: 'bool', value: tag.value }]];
    case 'int64':
      return [...head, [6, i64(tag.value)]];
    case 'binary':
      return [...head, [7, { type: 'string', value: tag.value }]];
  }
}

/** A PostSpansRequest. */
export function postSpansRequest(batches: readonly JaegerBatch[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const batch of batches) {
    writer.message(1, () => {
      for (const span of batch.spans) writer.message(1, () => writeSpan(writer, span));
      writer.message(2, () => {
        writer.text(1, batch.serviceName);
        for (const tag of batch.processTags) writer.message(2, () => writeTag(writer, tag));
      });
    });
  }
  return writer.bytes().slice();
}

function bytesOf(hex: string): Uint8Array {
  return hexToBytes(hex) ?? new Uint8Array(0);
}

function writeSpan(writer: ProtobufWriter, span: JaegerSpan): void {
  writer.bytesAlways(1, bytesOf(span.traceID));
  writer.bytesAlways(2, bytesOf(span.spanID));
  writer.text(3, span.operationName);
  for (const { refType, traceID, spanID } of span.references) {
    writer.message(4, () => {
      writer.bytesAlways(1, bytesOf(traceID));
      writer.bytesAlways(2, bytesOf(spanID));
      writer.uint32(3, refType === 'FOLLOWS_FROM' ? 1 : 0);
    });
  }
  writer.uint32(5, span.flags);
  writer.message(6, () => writeTime(writer, span.startTime));
  writer.message(7, () => writeTime(writer, span.duration));
  for (const tag of span.tags) writer.message(8, () => writeTag(writer, tag));
  for (const { timestamp, fields } of span.logs) {
    writer.message(9, () => {
      writer.message(1, () => writeTime(writer, timestamp));
      for (const field of fields) writer.message(2, () => writeTag(writer, field));
    });
  }
}

function writeTime(writer: ProtobufWriter, us: number): void {
  writer.int64Always(1, BigInt(Math.trunc(us / 1e6)));
  writer.int64Always(2, BigInt((us % 1e6) * 1000));
}

function writeTag(writer: ProtobufWriter, tag: Tag): void {
  writer.text(1, tag.key);
  writer.uint32(2, PROTO_TYPES.indexOf(tag.type));
  switch (tag.type) {
    case 'string':
      writer.text(3, tag.value);
      return;
    case 'bool':
      writer.uint32(4, tag.value ? 1 : 0);
      return;
    case 'int64':
      writer.int64Always(5, tag.value);
      return;
    case 'float64':
      writer.doubleAlways(6, tag.value);
      return;
    case 'binary':
      writer.bytesAlways(7, tag.value);
  }
}
