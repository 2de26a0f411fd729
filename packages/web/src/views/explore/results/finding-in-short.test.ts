import type { TraceSummary } from '@throughline/model/api/search';
import { expect, it } from 'vitest';
import { findingInShort } from './finding-in-short.ts';

const WHERE = { service: 'payment', operation: 'POST /charge' };
const found = (name: 'n-plus-one' | 'long-gap') => ({
  ...{ name, ...WHERE, costNs: 1, sentence: `There is ${name}.` },
});

function inShort(verdict: TraceSummary['verdict']) {
  return findingInShort(verdict === undefined ? {} : { verdict });
}

it('names the culprit, else the first finding, and has all sentences', () => {
  const culprit = { kind: 'slow' as const, ...WHERE, sentence: 'It took long.' };
  expect(inShort({ culprit, findings: [found('n-plus-one')] })).toEqual({
    text: 'payment slow',
    sentences: ['It took long.', 'There is n-plus-one.'],
  });
  expect(inShort({ findings: [found('n-plus-one'), found('long-gap')] })?.text).toBe(
    'n-plus-one +1',
  );
  expect(inShort({ findings: [] })).toBeUndefined();
  expect(inShort(undefined)).toBeUndefined();
});
