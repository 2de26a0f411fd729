import { print } from '@throughline/traceql/syntax/print';
import { arbitraryQuery } from '@throughline/traceql/syntax/testing/arbitrary-query';
import { withoutRanges } from '@throughline/traceql/syntax/testing/without-ranges';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCondition, removeCondition, withConditions } from './edit-query.ts';
import { parseOrUndefined, readQuery, seriesUnit } from './query-parts.ts';
import { attributeField, conditionText, simpleCondition } from './simple-condition.ts';

function conditionsOf(text: string): readonly string[] | string {
  const parts = readQuery(text);
  return parts.kind === 'conditions' ? parts.conditions.map(print) : parts.kind;
}

describe('the conditions of a query', () => {
  it.each([
    ['', []],
    ['{ }', []],
    ['{ .a = 1 && .b = 2 && (.c = 3 || .d) }', ['.a = 1', '.b = 2', '.c = 3 || .d']],
    ['{ .a = 1 || .b = 2 && .c = 3 }', ['.a = 1 || .b = 2', '.c = 3']],
    ['{ .a = 1 } >> { .b = 2 } | count() > 2', ['.a = 1']],
    ['({ .a = 1 } | count() > 2) && ({ .b = 2 } | count() > 2)', ['.a = 1']],
    ['{ .a = 1 } | rate() by (.b)', ['.a = 1']],
    ['({ .a = 1 } | rate()) / ({ } | rate())', ['.a = 1']],
    ['{ .a = 1 } | { .b = 1 }', ['.a = 1']],
    ['by(.a)', 'no-filter'],
    ['{ .a = ', 'broken'],
  ])('%s', (text, expected) => expect(conditionsOf(text)).toEqual(expected));

  it('are a part when something stands beside them', () => {
    expect(readQuery(' { .a = 1 } ')).toMatchObject({ isPart: false });
    expect(readQuery('{ .a = 1 } // why')).toMatchObject({ isPart: true });
    expect(readQuery('{ .a = 1 } | select(.b)')).toMatchObject({ isPart: true });
  });
});

describe('a condition put in', () => {
  it.each([
    ['', 'status = error', '{ status = error }'],
    ['{ }', '.a = 1 && .b = 2', '{ .a = 1 && .b = 2 }'],
    ['{ .a = 1 }', '.a = 1', '{ .a = 1 }'],
    ['{ .a = 1 }', '.a = 2', '{ .a = 2 }'],
    ['{ .a = 1 }', '.a != 1', '{ .a != 1 }'],
    ['{ .a != 1 }', '.a != 2', '{ .a != 1 && .a != 2 }'],
    ['{ duration > 1s && duration < 5s }', 'duration >= 2s', '{ duration < 5s && duration >= 2s }'],
    ['{ .a = 1 || .b = 2 }', '.c = 3', '{ (.a = 1 || .b = 2) && .c = 3 }'],
    ['{ .a = 1 } // why\n >> { .b = 2 }', '.c = 3', '{ .a = 1 && .c = 3 } // why\n >> { .b = 2 }'],
    ['{ .b = "a}b" }', '.a = 1', '{ .b = "a}b" && .a = 1 }'],
    ['{ .b } >> { .c }', '.a = 1', '{ .b && .a = 1 } >> { .c }'],
    ['{ .a = ', '.c = 3', undefined],
    ['by(.a)', '.c = 3', undefined],
    ['{ }', 'no condition', undefined],
  ])('%s and %s', (text, condition, expected) => {
    expect(addCondition(text, condition)).toBe(expected);
  });

  it('can be taken out again, from every query that begins with a filter', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const text = print(query);
        const added = addCondition(text, '."added by a click" = "x"');
        const parts = readQuery(added ?? '');
        const last = parts.kind === 'conditions' ? parts.conditions.at(-1) : undefined;
        if (added === undefined || last === undefined) return;
        const back = removeCondition(added, last) ?? '';
        const before = withConditions(text, (conditions) => conditions) ?? '';
        expect(withoutRanges(parseOrUndefined(back) ?? null)).toEqual(
          withoutRanges(parseOrUndefined(before) ?? null),
        );
      }),
    );
  });
});

it('takes out what was put in, and leaves no empty query behind', () => {
  const parts = readQuery('{ status = error }');
  const [first] = parts.kind === 'conditions' ? parts.conditions : [];
  expect(first).toBeDefined();
  if (first === undefined) return;
  expect(removeCondition('{ status = error }', first)).toBe('');
  expect(removeCondition('{ status = error } >> { .b }', first)).toBe('{ } >> { .b }');
});

describe('a simple condition', () => {
  it.each(['span.http.route =~ "/cart.*"', 'duration >= 1.5s', 'status = error', '.a != nil'])(
    '%s is written as it is read',
    (text) => {
      const parts = readQuery(`{ ${text} }`);
      const [first] = parts.kind === 'conditions' ? parts.conditions : [];
      const simple = first === undefined ? undefined : simpleCondition(first);
      expect(simple === undefined ? undefined : conditionText(simple)).toBe(text);
    },
  );

  it('is not a sum, nor the other way round', () => {
    for (const text of ['.a + 1 = 2', '.a = .b', '1 = .a', '.a', '!(.a = 1)']) {
      const parts = readQuery(`{ ${text} }`);
      const [first] = parts.kind === 'conditions' ? parts.conditions : [];
      expect(first === undefined ? text : simpleCondition(first)).toBeUndefined();
    }
  });

  it('has names in quotes where they need them', () => {
    expect(attributeField('span', 'http.route')).toBe('span.http.route');
    expect(attributeField('resource', 'a b')).toBe('resource."a b"');
    expect(attributeField('any', '1st')).toBe('."1st"');
  });
});

it.each([
  ['{ }', undefined],
  ['{ } | rate()', 'perSecond'],
  ['({ } | avg_over_time(duration)) / 2', 'seconds'],
  ['{ } | quantile_over_time(span.bytes, .5)', 'count'],
  ['{ } | histogram_over_time(duration)', 'count'],
  ['{ } | rate(', undefined],
])('%s has values in %s', (text, unit) => expect(seriesUnit(text)).toBe(unit));
