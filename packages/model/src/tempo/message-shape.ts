// How a message of Tempo's API is described: names, numbers and types of its fields. From one description
// come the TypeScript type, the JSON and the protobuf of an answer, and the reader of a request.

import type { Attribute } from '../span/attribute-value.ts';

interface ScalarTypes {
  readonly string: string;
  readonly bool: boolean;
  readonly uint32: number;
  readonly uint64: bigint;
  readonly int64: bigint;
  readonly double: number;
}

export type ScalarName = keyof ScalarTypes;

export interface ScalarField {
  readonly kind: 'scalar';
  readonly number: number;
  readonly type: ScalarName;
}

/** By name on the wire of JSON, by index on that of protobuf. */
export interface EnumField {
  readonly kind: 'enum';
  readonly number: number;
  readonly names: readonly string[];
}

/** `repeated string`. */
export interface TextsField {
  readonly kind: 'texts';
  readonly number: number;
}

/** `map<string, string>`. */
export interface TextMapField {
  readonly kind: 'text-map';
  readonly number: number;
}

/** `repeated KeyValue`, as OTLP has it. */
export interface AttributesField {
  readonly kind: 'attributes';
  readonly number: number;
}

export interface MessageField<S extends MessageShape = MessageShape> {
  readonly kind: 'message';
  readonly number: number;
  readonly shape: S;
}

/** `repeated Message`. */
export interface MessagesField<S extends MessageShape = MessageShape> {
  readonly kind: 'messages';
  readonly number: number;
  readonly shape: S;
}

/** `map<string, Message>`. */
export interface MessageMapField<S extends MessageShape = MessageShape> {
  readonly kind: 'message-map';
  readonly number: number;
  readonly shape: S;
}

export type FieldShape =
  | ScalarField
  | EnumField
  | TextsField
  | TextMapField
  | AttributesField
  | MessageField
  | MessagesField
  | MessageMapField;

/** In the order in which JSON has them. */
export interface MessageShape {
  readonly [name: string]: FieldShape;
}

/** A list that is there but empty is written in JSON, one that is not there is left out. */
export type MessageOf<S extends MessageShape> = {
  readonly [K in keyof S]?: ValueOf<S[K]> | undefined;
};

type ValueOf<F extends FieldShape> = F extends { readonly kind: 'scalar'; type: infer T }
  ? T extends ScalarName
    ? ScalarTypes[T]
    : never
  : F extends EnumField
    ? F['names'][number]
    : F extends TextsField
      ? readonly string[]
      : F extends TextMapField
        ? ReadonlyMap<string, string>
        : F extends AttributesField
          ? readonly Attribute[]
          : F extends MessageField<infer S>
            ? MessageOf<S>
            : F extends MessagesField<infer S>
              ? readonly MessageOf<S>[]
              : F extends MessageMapField<infer S>
                ? ReadonlyMap<string, MessageOf<S>>
                : never;

export function scalar<const T extends ScalarName>(number: number, type: T) {
  return { kind: 'scalar', number, type } as const;
}

export function message<const S extends MessageShape>(number: number, shape: S): MessageField<S> {
  return { kind: 'message', number, shape };
}

export function messages<const S extends MessageShape>(number: number, shape: S): MessagesField<S> {
  return { kind: 'messages', number, shape };
}

export function messageMap<const S extends MessageShape>(
  number: number,
  shape: S,
): MessageMapField<S> {
  return { kind: 'message-map', number, shape };
}

export function texts(number: number): TextsField {
  return { kind: 'texts', number };
}

export function textMap(number: number): TextMapField {
  return { kind: 'text-map', number };
}

export function attributes(number: number): AttributesField {
  return { kind: 'attributes', number };
}
