import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { print } from '../syntax/print.ts';
import { arbitraryQuery } from '../syntax/testing/arbitrary-query.ts';
import { completeAt } from './complete-at.ts';

/** What is expected at the mark `¦`, and the text with what a choice replaces in brackets. */
function at(marked: string) {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const completion = completeAt(text, offset);
  if (completion.kind === 'nothing') return completion;
  const { replace, ...rest } = completion;
  return { ...rest, replaces: text.slice(replace.start, replace.end) };
}

const field = (scope: string | undefined, prefix: string, replaces: string) => ({
  kind: 'field',
  scope,
  prefix,
  replaces,
});
const value = (of: string, operator: string, prefix: string, replaces: string) => ({
  kind: 'value',
  field: of,
  operator,
  prefix,
  replaces,
});

describe('a field is expected', () => {
  it.each([
    ['{ ¦', field(undefined, '', '')],
    ['{¦}', field(undefined, '', '')],
    ['{ ser¦', field(undefined, 'ser', 'ser')],
    ['{ sta¦tus = error }', field(undefined, 'sta', 'status')],
    ['{ .¦', field('any', '', '.')],
    ['{ .http.re¦ }', field('any', 'http.re', '.http.re')],
    ['{ span.¦', field('span', '', 'span.')],
    ['{ resource.ser¦vice = "a" }', field('resource', 'ser', 'resource.service')],
    ['{ service.na¦', field(undefined, 'service.na', 'service.na')],
    ['{ .a = 1 && ¦ }', field(undefined, '', '')],
    ['{ .a = 1 || !.b¦', field('any', 'b', '.b')],
    ['{ (.a = 1 && event.e¦', field('event', 'e', 'event.e')],
    ['{ .a + .b¦', field('any', 'b', '.b')],
    ['{ .a = 1 } | by(¦', field(undefined, '', '')],
    ['{ } | rate() by (resource.s¦)', field('resource', 's', 'resource.s')],
    ['{ } | select(.a, .b¦)', field('any', 'b', '.b')],
    ['{ } | avg(dur¦', field(undefined, 'dur', 'dur')],
    ['{ } | quantile_over_time(span.d¦, .5)', field('span', 'd', 'span.d')],
    ['{ 5 < ¦', field(undefined, '', '')],
  ])('%s', (marked, expected) => expect(at(marked)).toEqual(expected));
});

describe('a value is expected', () => {
  it.each([
    ['{ .a = ¦', value('.a', '=', '', '')],
    ['{ status =¦}', value('status', '=', '', '')],
    ['{ status = err¦', value('status', '=', 'err', 'err')],
    ['{ span:kind != s¦erver }', value('kind', '!=', 's', 'server')],
    ['{ .a = 1 && resource.service.name = "fr¦', value('resource.service.name', '=', 'fr', '"fr')],
    ['{ .a = "fr¦ont" && .b = "x" }', value('.a', '=', 'fr', '"front"')],
    ['{ .a = "fr¦ && .b = "x" }', value('.a', '=', 'fr', '"fr')],
    ['{ span."a b" =~ `x¦', value('span."a b"', '=~', 'x', '`x')],
    ['{ .a >= 12¦3', value('.a', '>=', '12', '123')],
  ])('%s', (marked, expected) => expect(at(marked)).toEqual(expected));
});

describe('something else is expected', () => {
  it.each([
    ['{ .a ¦', { kind: 'operator', field: '.a', replaces: '' }],
    ['{ trace:rootName ¦ }', { kind: 'operator', field: 'rootName', replaces: '' }],
    ['{ .a = 1 ¦ }', { kind: 'after-condition', replaces: '' }],
    ['{ .a = "x"¦', { kind: 'after-condition', replaces: '' }],
    ['{ (.a = 1)¦', { kind: 'after-condition', replaces: '' }],
    ['¦', { kind: 'stage', isFirst: true, prefix: '', replaces: '' }],
    ['{ } | cou¦', { kind: 'stage', isFirst: false, prefix: 'cou', replaces: 'cou' }],
    ['{ } >> ¦', { kind: 'stage', isFirst: false, prefix: '', replaces: '' }],
    ['{ .a = 1 } ¦', { kind: 'after-spanset', replaces: '' }],
    ['{ } | count() ¦', { kind: 'after-spanset', replaces: '' }],
    ['{ ."a ¦', { kind: 'nothing' }],
  ])('%s', (marked, expected) => expect(at(marked)).toEqual(expected));
});

it('answers at every place of every query, and of every beginning of one', () => {
  fc.assert(
    fc.property(arbitraryQuery, fc.nat(), fc.nat(), (query, cut, place) => {
      const whole = print(query);
      const text = whole.slice(0, cut % (whole.length + 1));
      const offset = place % (text.length + 1);
      const completion = completeAt(text, offset);
      if (completion.kind === 'nothing') return;
      expect(completion.replace.start).toBeLessThanOrEqual(offset);
      expect(completion.replace.end).toBeGreaterThanOrEqual(offset);
    }),
  );
});
