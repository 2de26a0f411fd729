// A message of Tempo's API as protobuf.

import { assertNever } from '../base/assert.ts';
import { writeAttributes } from '../otlp/any-value-encode.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import type { Attribute } from '../span/attribute-value.ts';
import type { FieldShape, MessageOf, MessageShape, ScalarField } from './message-shape.ts';

export function encodeMessageProtobuf<S extends MessageShape>(
  shape: S,
  value: MessageOf<S>,
): Uint8Array {
  const writer = new ProtobufWriter();
  writeMessage(writer, shape, value);
  return writer.bytes();
}

function writeMessage<S extends MessageShape>(
  writer: ProtobufWriter,
  shape: S,
  value: MessageOf<S>,
): void {
  for (const [name, field] of Object.entries(shape)) {
    const fieldValue: unknown = value[name];
    if (fieldValue !== undefined) writeField(writer, field, fieldValue);
  }
}

// The type of a value follows from its field's shape, which the compiler cannot see through a loop.
function writeField(writer: ProtobufWriter, field: FieldShape, value: unknown): void {
  const { number } = field;
  switch (field.kind) {
    case 'scalar':
      writeScalar(writer, field, value);
      return;
    case 'enum':
      writer.uint32(number, Math.max(0, field.names.indexOf(value as string)));
      return;
    case 'texts':
      for (const text of value as readonly string[]) writer.textAlways(number, text);
      return;
    case 'text-map':
      for (const [key, text] of value as ReadonlyMap<string, string>) {
        writer.message(number, () => {
          writer.text(1, key);
          writer.text(2, text);
        });
      }
      return;
    case 'attributes':
      writeAttributes(writer, number, value as readonly Attribute[]);
      return;
    case 'message':
      writer.message(number, () =>
        writeMessage(writer, field.shape, value as MessageOf<MessageShape>),
      );
      return;
    case 'messages':
      for (const item of value as readonly MessageOf<MessageShape>[]) {
        writer.message(number, () => writeMessage(writer, field.shape, item));
      }
      return;
    case 'message-map':
      for (const [key, item] of value as ReadonlyMap<string, MessageOf<MessageShape>>) {
        writer.message(number, () => {
          writer.text(1, key);
          writer.message(2, () => writeMessage(writer, field.shape, item));
        });
      }
      return;
    default:
      assertNever(field);
  }
}

function writeScalar(writer: ProtobufWriter, { number, type }: ScalarField, value: unknown): void {
  switch (type) {
    case 'string':
      writer.text(number, value as string);
      return;
    case 'bool':
      writer.uint32(number, value === true ? 1 : 0);
      return;
    case 'uint32':
      writer.uint32(number, value as number);
      return;
    case 'uint64':
    case 'int64':
      if (value !== 0n) writer.int64Always(number, value as bigint);
      return;
    case 'double':
      if (value !== 0) writer.doubleAlways(number, value as number);
      return;
    default:
      assertNever(type);
  }
}
