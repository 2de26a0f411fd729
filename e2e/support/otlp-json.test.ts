// The comparison itself: it must see every difference that matters, or nothing that uses it proves
// anything.

import { describe, expect, it } from 'vitest';
import { comparable, type TracesData } from './otlp-json.ts';

function withAttributes(attributes: unknown, more: object = {}): TracesData {
  const span = { spanId: '01', name: 'a', attributes, ...more };
  return JSON.parse(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
}

function attribute(value: object, key = 'k'): object {
  return { key, value };
}

describe('comparable', () => {
  it('forgives the order of attributes, defaults, and how 64-bit numbers are written', () => {
    const a = attribute({ intValue: '5' }, 'a');
    const b = attribute({ boolValue: false }, 'b');
    const one = withAttributes([a, b], { kind: 0, flags: 0, events: [] });
    const other = withAttributes([b, attribute({ intValue: 5 }, 'a')]);
    expect(comparable(one)).toEqual(comparable(other));
  });

  it.each([
    ['a type', { intValue: '1' }, { doubleValue: 1 }],
    ['an integer', { intValue: '9007199254740993' }, { intValue: '9007199254740992' }],
    ['an empty text', { stringValue: '' }, {}],
    ['a false', { boolValue: false }, { boolValue: true }],
    ['an order inside an array', list([1, 2]), list([2, 1])],
  ])('sees %s', (_, one, other) => {
    const left = comparable(withAttributes([attribute(one)]));
    expect(left).not.toEqual(comparable(withAttributes([attribute(other)])));
  });

  it('sees a missing span, another name and another resource', () => {
    const one = withAttributes([]);
    expect(comparable(one)).not.toEqual(comparable({}));
    expect(comparable(one)).not.toEqual(comparable(withAttributes([], { name: 'b' })));
    const resource = { attributes: [{ key: 'k', value: { stringValue: 'v' } }] };
    const other = { resourceSpans: [{ ...one.resourceSpans?.[0], resource }] };
    expect(comparable(one)).not.toEqual(comparable(other));
  });
});

function list(numbers: readonly number[]): object {
  return { arrayValue: { values: numbers.map((number) => ({ intValue: String(number) })) } };
}
