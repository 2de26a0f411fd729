// AnyValue and KeyValue of opentelemetry-proto common.proto, from objects to protobuf.

import { assertNever } from '../base/assert.ts';
import type { Attribute, AttributeValue } from '../span/attribute-value.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/** Each attribute as a KeyValue in the repeated field `field`. */
export function writeAttributes(
  writer: ProtobufWriter,
  field: number,
  attributes: readonly Attribute[],
): void {
  for (const { key, value } of attributes) {
    writer.message(field, () => {
      writer.text(1, key);
      writer.message(2, () => writeAnyValue(writer, value));
    });
  }
}

/** The fields of an AnyValue; an empty value has none. */
export function writeAnyValue(writer: ProtobufWriter, value: AttributeValue): void {
  switch (value.type) {
    case 'string':
      writer.textAlways(1, value.value);
      return;
    case 'bool':
      writer.uint32Always(2, value.value ? 1 : 0);
      return;
    case 'int':
      writer.int64Always(3, value.value);
      return;
    case 'double':
      writer.doubleAlways(4, value.value);
      return;
    case 'array':
      writer.message(5, () => {
        for (const item of value.value) writer.message(1, () => writeAnyValue(writer, item));
      });
      return;
    case 'kvlist':
      writer.message(6, () => writeAttributes(writer, 1, value.value));
      return;
    case 'bytes':
      writer.bytesAlways(7, value.value);
      return;
    case 'empty':
      return;
    default:
      assertNever(value);
  }
}
