import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { nilComparisons } from './nil-comparisons.ts';

describe('nilComparisons', () => {
  it.each([
    '{ .a = nil }',
    '{ nil != .a }',
    '{ name != nil }',
    '{ nil = nil }',
    '{ resource.service.name != nil }',
    '{ event:name != nil }',
  ])('takes %s', (query) => {
    expect(findings(nilComparisons, query)).toEqual([]);
  });

  it.each([
    ['{ name = nil }', ['name=nil is not valid because intrinsics cannot be nil @ name = nil']],
    [
      '{ nil = trace:rootName }',
      ['rootName=nil is not valid because intrinsics cannot be nil @ nil = trace:rootName'],
    ],
    [
      '{ resource.service.name = nil }',
      [
        'resource.service.name=nil is not valid because it is always there @ resource.service.name = nil',
      ],
    ],
    ['{ .a > nil }', ['illegal operation for the given types: .a > nil @ .a > nil']],
  ])('refuses %s', (query, expected) => {
    expect(findings(nilComparisons, query)).toEqual(expected);
  });
});
