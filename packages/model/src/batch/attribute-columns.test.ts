import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToUtf8 } from '../base/utf8.ts';
import { arbitraryAttributes } from '../otlp/testing/arbitrary-traces.ts';
import { type Attribute, parseAttribute } from '../span/attribute-value.ts';
import { AttributeColumns, TextAttributeColumns } from './attribute-columns.ts';

const attributeSets = fc.array(
  arbitraryAttributes.map((set) => set.map((attribute) => parseAttribute(attribute))),
  { maxLength: 8 },
);

/** Attributes by key, the first of equal ones. */
function byKey(attributes: readonly Attribute[]): Attribute[] {
  const first = new Map<string, Attribute>();
  for (const attribute of attributes) {
    if (!first.has(attribute.key)) first.set(attribute.key, attribute);
  }
  return [...first.values()].sort((left, right) => (left.key < right.key ? -1 : 1));
}

function rowsOf(columns: { at(row: number): Attribute[] }, count: number): Attribute[][] {
  return Array.from({ length: count }, (_, row) => byKey(columns.at(row)));
}

function addAll(columns: AttributeColumns, sets: readonly (readonly Attribute[])[]): void {
  for (const set of sets) {
    for (const attribute of set) columns.add(attribute);
    columns.endRow();
  }
}

describe('AttributeColumns', () => {
  it('gives back every set, also after a cut in the middle of one', () => {
    fc.assert(
      fc.property(attributeSets, attributeSets, fc.nat(), (first, second, cut) => {
        const columns = new AttributeColumns();
        addAll(columns, first);
        // A message that breaks off inside a span leaves a set without an end.
        for (const attribute of second[0] ?? []) columns.add(attribute);
        const kept = first.slice(0, cut % (first.length + 1));
        columns.truncate(kept.length);
        addAll(columns, second);
        const expected = [...kept, ...second];
        expect(rowsOf(columns, expected.length)).toEqual(expected.map(byKey));
      }),
    );
  });

  it('keeps types apart', () => {
    const columns = new AttributeColumns();
    const values: Attribute['value'][] = [
      { type: 'string', value: '1' },
      { type: 'int', value: 1n },
      { type: 'double', value: 1 },
      { type: 'bool', value: true },
      { type: 'empty' },
    ];
    values.forEach((value, index) => {
      columns.add({ key: `key ${index}`, value });
    });
    columns.endRow();
    const { strings, ints, doubles, others } = columns;
    const counts = [strings, ints, doubles, others].map((map) => map.endOf(0) - map.startOf(0));
    expect(counts).toEqual([1, 1, 1, 2]);
    expect(columns.at(0).map(({ value }) => value)).toEqual(values);
  });

  it('knows a repeated key in one set only, past the remembered positions too', () => {
    const columns = new AttributeColumns();
    const keys = Array.from({ length: 300 }, (_, index) => textToUtf8(`key ${index}`));
    const codes = () => keys.map((key) => columns.keyCode(key, 0, key.length));
    const first = codes();
    expect(first).toEqual(keys.map((_, index) => index));
    expect(codes()).toEqual(keys.map(() => -1));
    columns.endRow();
    expect(codes()).toEqual(first);
  });

  it('is not misled by what stood at the same position before', () => {
    const columns = new AttributeColumns();
    const code = (key: string) => columns.keyCode(textToUtf8(key), 0, key.length);
    const sets = [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'bb'],
      ['ab', 'b'],
    ];
    const codes = sets.map((set) => {
      const ofSet = set.map(code);
      columns.endRow();
      return ofSet;
    });
    expect(codes).toEqual([
      [0, 1],
      [1, 0],
      [0, 2],
      [3, 1],
    ]);
  });
});

describe('TextAttributeColumns', () => {
  it('gives back every set, also after a cut', () => {
    fc.assert(
      fc.property(attributeSets, attributeSets, fc.nat(), (first, second, cut) => {
        const columns = new TextAttributeColumns();
        for (const set of first) columns.addRow(set);
        const kept = first.slice(0, cut % (first.length + 1));
        columns.truncate(kept.length);
        for (const set of second) columns.addRow(set);
        const expected = [...kept, ...second];
        expect(rowsOf(columns, expected.length)).toEqual(expected.map(byKey));
      }),
    );
  });
});
