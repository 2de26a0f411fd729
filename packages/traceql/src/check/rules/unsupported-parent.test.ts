import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { unsupportedParent } from './unsupported-parent.ts';

describe('unsupportedParent', () => {
  it.each(['{ .parent = 1 }', '{ span.parent.a = 1 }'])('takes %s', (query) => {
    expect(findings(unsupportedParent, query)).toEqual([]);
  });

  it.each([
    ['{ parent = nil }', ['intrinsic (parent) not yet supported @ parent']],
    [
      '{ parent.a = 1 && parent.span.b = 2 }',
      ['parent not yet supported @ parent.a', 'parent not yet supported @ parent.span.b'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(unsupportedParent, query)).toEqual(expected);
  });
});
