import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { groupsReferenceSpan } from './groups-reference-span.ts';

describe('groupsReferenceSpan', () => {
  it.each(['{ } | by(.a)', '{ } | by(1 + .a)', '{ } | by(!(name = "x"))'])('takes %s', (query) => {
    expect(findings(groupsReferenceSpan, query)).toEqual([]);
  });

  it.each([
    ['{ } | by(1)', ['grouping field expressions must reference the span: 1 @ 1']],
    [
      '{ } | by(-(1 + 1))',
      ['grouping field expressions must reference the span: -(1 + 1) @ -(1 + 1)'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(groupsReferenceSpan, query)).toEqual(expected);
  });
});
