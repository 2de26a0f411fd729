import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryAttributes } from '../otlp/testing/arbitrary-traces.ts';
import {
  type AttributeValue,
  AttributeValueError,
  anyValueJson,
  attributeText,
  MAX_VALUE_DEPTH,
  parseAnyValue,
  parseAttribute,
  parseAttributeText,
} from './attribute-value.ts';

const values = arbitraryAttributes.map((list) => list.map((item) => parseAttribute(item).value));

describe('the canonical text of a value', () => {
  it.each<[AttributeValue, string]>([
    [{ type: 'string', value: 'a"\n' }, '"a\\"\\n"'],
    [{ type: 'string', value: 'true' }, '"true"'],
    [{ type: 'bool', value: true }, 'true'],
    [{ type: 'int', value: -42n }, '-42'],
    [{ type: 'int', value: 2n ** 63n - 1n }, '9223372036854775807'],
    [{ type: 'double', value: 42 }, '42.0'],
    [{ type: 'double', value: 4.25 }, '4.25'],
    [{ type: 'double', value: 1e21 }, '1e+21'],
    [{ type: 'double', value: -0 }, '-0.0'],
    [{ type: 'double', value: Number.NaN }, '{"doubleValue":"NaN"}'],
    [{ type: 'double', value: -Infinity }, '{"doubleValue":"-Infinity"}'],
    [{ type: 'bytes', value: new Uint8Array([0, 255]) }, '{"bytesValue":"AP8="}'],
    [{ type: 'empty' }, '{}'],
    [
      { type: 'array', value: [{ type: 'int', value: 1n }] },
      '{"arrayValue":{"values":[{"intValue":"1"}]}}',
    ],
    [
      { type: 'kvlist', value: [{ key: 'k', value: { type: 'double', value: -0 } }] },
      '{"kvlistValue":{"values":[{"key":"k","value":{"doubleValue":-0}}]}}',
    ],
  ])('says type and value: %#', (value, text) => {
    expect(attributeText(value)).toBe(text);
    expect(parseAttributeText(text)).toEqual(value);
  });

  it('reads back to the value, as does its OTLP JSON', () => {
    fc.assert(
      fc.property(values, (list) => {
        for (const value of list) {
          expect(parseAttributeText(attributeText(value))).toEqual(value);
          expect(parseAnyValue(JSON.parse(anyValueJson(value)))).toEqual(value);
        }
      }),
    );
  });

  it('is the same for the same value only', () => {
    const one: AttributeValue[] = [
      { type: 'string', value: '1' },
      { type: 'int', value: 1n },
      { type: 'double', value: 1 },
      { type: 'array', value: [{ type: 'int', value: 1n }] },
    ];
    expect(new Set(one.map(attributeText)).size).toBe(one.length);
  });
});

describe('parseAnyValue', () => {
  it('stops at its depth', () => {
    const nested = (levels: number) => {
      let value: unknown = { kvlistValue: { values: [] } };
      for (let level = 0; level < levels; level++) {
        value =
          level % 2 === 0
            ? { arrayValue: { values: [value] } }
            : { kvlistValue: { values: [{ key: 'k', value }] } };
      }
      return value;
    };
    const deepest = parseAnyValue(nested(MAX_VALUE_DEPTH));
    expect(parseAttributeText(attributeText(deepest))).toEqual(deepest);
    expect(() => parseAnyValue(nested(MAX_VALUE_DEPTH + 1))).toThrow(AttributeValueError);
  });

  it('says what it found instead of what it wanted', () => {
    expect(() => parseAnyValue('text')).toThrow('expected an object, not "text"');
    expect(() => parseAnyValue({ stringValue: 5 })).toThrow('stringValue must be text, not 5');
    expect(() => parseAnyValue({ intValue: 1.5 })).toThrow(
      'intValue must be a 64-bit integer, not 1.5',
    );
    expect(() => parseAnyValue({ doubleValue: ' ' })).toThrow(
      'doubleValue must be a number, not " "',
    );
  });
});
