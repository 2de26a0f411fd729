import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { knownFindings } from './known-findings.ts';

describe('knownFindings', () => {
  it.each([
    '{ finding = "n-plus-one" }',
    '{ "long-gap" != finding }',
    '{ finding =~ "n-.*" }',
    '{ finding != nil }',
    '{ name = "n-plus-two" }',
  ])('takes %s', (query) => {
    expect(findings(knownFindings, query)).toEqual([]);
  });

  it('says what may be meant', () => {
    expect(findings(knownFindings, '{ finding = "n-plus-on" }')).toEqual([
      'there is no finding "n-plus-on". Did you mean "n-plus-one"? @ "n-plus-on"',
    ]);
  });

  it('says what there is, where nothing is near', () => {
    const [found = ''] = findings(knownFindings, '{ "x" != finding }');
    expect(found).toMatch(
      /^there is no finding "x"\. There are: n-plus-one, .*rootless-trace @ "x"$/,
    );
  });
});
