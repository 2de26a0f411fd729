// Counts the attributes of resources and instrumentation scopes into a catalogue: each as often as there are
// spans of it. What an origin has is looked up once a day.

import { textToUtf8 } from '@throughline/model/base/utf8';
import { viewOf } from '@throughline/model/base/words';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { Attribute, AttributeValue } from '@throughline/model/span/attribute-value';
import {
  type AttributeCatalogue,
  type CatalogueScope,
  type CatalogueType,
  NONE,
  type Part,
  placeOf,
} from './attribute-catalogue.ts';
import { countIntrinsic } from './count-intrinsics.ts';

export function countOrigins(batch: SpanBatch, part: Part, catalogue: AttributeCatalogue): void {
  const ofResource = spansOf(batch.resource.values, batch.resources.entries.length, part);
  for (const [code, resource] of batch.resources.entries.entries()) {
    const times = ofResource[code] as number;
    if (times > 0) countOrigin(catalogue, 'resource', resource, times);
  }
  const ofScope = spansOf(batch.scope.values, batch.scopes.entries.length, part);
  for (const [code, scope] of batch.scopes.entries.entries()) {
    const times = ofScope[code] as number;
    if (times === 0) continue;
    countOrigin(catalogue, 'instrumentation', scope, times);
    countIntrinsic(catalogue, 'instrumentation:name', textToUtf8(scope.name), times);
    countIntrinsic(catalogue, 'instrumentation:version', textToUtf8(scope.version), times);
  }
}

function spansOf(codes: Uint32Array, origins: number, { from, to }: Part): Uint32Array {
  const counts = new Uint32Array(origins);
  for (let row = from; row < to; row++) (counts[codes[row] as number] as number)++;
  return counts;
}

function countOrigin(
  catalogue: AttributeCatalogue,
  scope: CatalogueScope,
  origin: { readonly attributes: readonly Attribute[] },
  times: number,
): void {
  let numbers = catalogue.originMemo.get(origin);
  if (numbers === undefined) {
    numbers = Int32Array.from(origin.attributes.flatMap((one) => numbersOf(catalogue, scope, one)));
    catalogue.originMemo.set(origin, numbers);
  }
  for (let at = 0; at < numbers.length; at += 2) {
    const name = numbers[at] as number;
    const value = numbers[at + 1] as number;
    if (name !== NONE) catalogue.countName(name, times);
    if (value !== NONE) catalogue.countValue(value, times, times);
  }
}

/** Of the name, and of the value. */
function numbersOf(
  catalogue: AttributeCatalogue,
  scope: CatalogueScope,
  { key, value }: Attribute,
): [name: number, value: number] {
  const name = catalogue.name(placeOf(scope, typeOf(value)), key);
  const text = name === NONE ? undefined : textOf(value);
  if (text === undefined) return [name, NONE];
  const bytes = textToUtf8(text);
  return [name, catalogue.value(name, viewOf(bytes), 0, bytes.length)];
}

function typeOf({ type }: AttributeValue): CatalogueType {
  switch (type) {
    case 'string':
    case 'int':
    case 'double':
    case 'bool':
      return type;
    default:
      return 'other';
  }
}

/** undefined: values of this type are in no catalogue. */
function textOf(value: AttributeValue): string | undefined {
  switch (value.type) {
    case 'string':
      return value.value;
    case 'int':
    case 'bool':
      return String(value.value);
    default:
      return undefined;
  }
}
