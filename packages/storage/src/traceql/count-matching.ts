// The attributes of a batch of matching spans, counted as the catalogue counts those of all.

import { utf8ToText } from '@throughline/model/base/utf8';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { AttributeName } from '../contract/traceql-store.ts';
import {
  AttributeCatalogue,
  type CatalogueScope,
  type CatalogueType,
  SCOPES,
  TYPES,
} from '../write/attribute-catalogue.ts';
import { countAttributes } from '../write/count-attributes.ts';

/** A value of the catalogue: its type, and its text. */
export interface TypedText {
  readonly type: CatalogueType;
  readonly value: string;
  readonly count: number;
}

export function countMatching(batch: SpanBatch): AttributeCatalogue {
  const catalogue = new AttributeCatalogue();
  catalogue.begin(0);
  const part = { from: 0, to: batch.rowCount, stride: 1, phase: 0 };
  if (batch.rowCount > 0) countAttributes(batch, part, catalogue);
  return catalogue;
}

export function namesIn(
  catalogue: AttributeCatalogue,
  scopes: readonly AttributeName['scope'][],
): AttributeName[] {
  const names = new Map<string, AttributeName>();
  for (const number of catalogue.touchedNames) {
    const { scope, name } = nameOf(catalogue, number);
    const isAsked = scopes.find((asked) => asked === scope);
    if (isAsked === undefined) continue;
    const key = `${scope} ${name}`;
    const count = (catalogue.nameCount[number] as number) + (names.get(key)?.count ?? 0);
    names.set(key, { scope: isAsked, name, count });
  }
  return [...names.values()];
}

export function valuesIn(
  catalogue: AttributeCatalogue,
  scopes: readonly CatalogueScope[],
  name: string,
): TypedText[] {
  const values = new Map<string, TypedText>();
  for (const number of catalogue.touchedValues) {
    const of = nameOf(catalogue, catalogue.valueName[number] as number);
    if (of.name !== name || !scopes.includes(of.scope)) continue;
    const value = utf8ToText(catalogue.valueText(number));
    const key = `${of.type} ${value}`;
    const count = (catalogue.valueCount[number] as number) + (values.get(key)?.count ?? 0);
    values.set(key, { type: of.type, value, count });
  }
  return [...values.values()];
}

function nameOf(catalogue: AttributeCatalogue, number: number) {
  const place = catalogue.namePlace[number] as number;
  return {
    scope: SCOPES[Math.floor(place / TYPES.length)] as CatalogueScope,
    type: TYPES[place % TYPES.length] as CatalogueType,
    name: catalogue.names.textOf(catalogue.nameText[number] as number),
  };
}
