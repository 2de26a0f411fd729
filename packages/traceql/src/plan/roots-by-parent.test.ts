import { describe, expect, it } from 'vitest';
import { parseAndCheck } from '../check/check.ts';
import { print } from '../syntax/print.ts';
import { rootsByParent } from './roots-by-parent.ts';

/** The condition of a query of one filter. */
function rewritten(condition: string): string {
  const { body } = parseAndCheck(`{ ${condition} }`);
  const stage = body.kind === 'pipeline' ? body.stages[0] : undefined;
  const expression = stage?.kind === 'spanset-filter' ? stage.condition : undefined;
  return expression === undefined ? '' : print(rootsByParent(expression));
}

describe('a question for roots', () => {
  it.each([
    ['nestedSetParent < 0', 'span:parentID = ""'],
    ['nestedSetParent = -1', 'span:parentID = ""'],
    ['nestedSetParent <= -0.5', 'span:parentID = ""'],
    ['0 > nestedSetParent', 'span:parentID = ""'],
    ['nestedSetParent != -1', 'span:parentID != ""'],
    ['nestedSetParent >= 0', 'span:parentID != ""'],
    ['nestedSetParent < 0 && true', 'span:parentID = "" && true'],
    ['!(nestedSetParent < 0)', '!(span:parentID = "")'],
  ])('%s', (condition, expected) => {
    expect(rewritten(condition)).toBe(expected);
  });

  it.each([
    'nestedSetParent < 1',
    'nestedSetParent <= 0',
    'nestedSetParent != 5',
    'nestedSetLeft < 0',
  ])('is not %s', (condition) => {
    expect(rewritten(condition)).toBe(condition);
  });
});
