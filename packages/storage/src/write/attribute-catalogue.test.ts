import { textToUtf8, utf8ToText } from '@throughline/model/base/utf8';
import { viewOf } from '@throughline/model/base/words';
import { describe, expect, it } from 'vitest';
import { AttributeCatalogue, NONE, placeOf, sampledRow } from './attribute-catalogue.ts';

const STRING = placeOf('span', 'string');

function numberOf(catalogue: AttributeCatalogue, name: number, text: string): number {
  const bytes = textToUtf8(text);
  return catalogue.value(name, viewOf(bytes), 0, bytes.length);
}

function opened(): AttributeCatalogue {
  const catalogue = new AttributeCatalogue();
  catalogue.begin(1);
  return catalogue;
}

describe('the catalogue of a day', () => {
  it('knows thousands of names and values by their numbers', () => {
    const catalogue = opened();
    const names = Array.from({ length: 3_000 }, (_, at) => catalogue.name(STRING, `name ${at}`));
    const values = names.map((name) => numberOf(catalogue, name, `a value that is longer ${name}`));
    expect(names).toEqual(names.map((_, at) => at));
    expect(names.map((_, at) => catalogue.name(STRING, `name ${at}`))).toEqual(names);
    expect(
      names.map((name) => numberOf(catalogue, name, `a value that is longer ${name}`)),
    ).toEqual(values);
    expect(utf8ToText(catalogue.valueText(values[2_999] ?? NONE))).toBe(
      'a value that is longer 2999',
    );
    expect(catalogue.name(placeOf('event', 'string'), 'name 1')).toBe(3_000);
  });

  it('takes a thousand values of a name, and those of others still', () => {
    const catalogue = opened();
    const [id, user] = [catalogue.name(STRING, 'id'), catalogue.name(STRING, 'user')];
    const ids = Array.from({ length: 1_001 }, (_, at) => numberOf(catalogue, id, `id ${at}`));
    expect([ids[999], ids[1_000]]).toEqual([999, NONE]);
    expect(numberOf(catalogue, id, 'id 7')).toBe(7);
    expect(numberOf(catalogue, user, 'ada')).toBe(1_000);
    expect(numberOf(catalogue, user, 'x'.repeat(257))).toBe(NONE);
  });

  it('counts of a record begin anew with the next, numbers with the next day', () => {
    const catalogue = opened();
    const name = catalogue.name(STRING, 'user');
    const value = numberOf(catalogue, name, 'ada');
    catalogue.countName(name, 3);
    catalogue.countValue(value, 32, 2);
    expect([catalogue.nameCount[name], catalogue.valueCount[value]]).toEqual([3, 32]);
    catalogue.begin(1);
    expect(catalogue.touchedValues).toEqual([]);
    catalogue.countValue(value, 1, 1);
    expect([catalogue.valueCount[value], catalogue.valueSeen[value]]).toEqual([1, 1]);
    catalogue.begin(2);
    expect(numberOf(catalogue, catalogue.name(STRING, 'other'), 'bob')).toBe(0);
  });
});

describe('the sample', () => {
  it('is all of two thousand spans a second, and one of each 16 beyond', () => {
    const catalogue = opened();
    expect(catalogue.partOf(0, 1_500, 7).stride).toBe(1);
    expect(catalogue.partOf(0, 1_500, 7).stride).toBe(16);
    expect(catalogue.partOf(0, 1_500, 8).stride).toBe(1);
  });

  it('looks at each place of a stride equally often', () => {
    const part = { from: 5, to: 2_000, stride: 16, phase: 0 };
    const places = Array.from({ length: 64 }, (_, sample) => {
      const row = sampledRow(part, sample) - part.from;
      expect(Math.floor(row / 16)).toBe(sample);
      return row % 16;
    });
    for (let place = 0; place < 16; place++) {
      expect(places.filter((found) => found === place)).toHaveLength(4);
    }
  });
});
