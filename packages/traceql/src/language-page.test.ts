// docs/traceql.md holds: every example finds what the page says, and every word and sign of the language has one.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAndCheck } from './check/check.ts';
import {
  isSaid,
  type PageExample,
  readLanguagePage,
  shownError,
} from './eval/testing/language-page.ts';
import { showMatches } from './eval/testing/show-matches.ts';
import { showSeries } from './eval/testing/show-series.ts';
import { isMetrics } from './syntax/ast.ts';
import { lex } from './syntax/lex.ts';
import { parse } from './syntax/parse.ts';
import { print } from './syntax/print.ts';
import { withoutRanges } from './syntax/testing/without-ranges.ts';
import { SYMBOLS } from './syntax/tokens.ts';
import { ATTRIBUTE_SCOPES, FIELD_WORDS, STAGE_WORDS } from './syntax/words.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/traceql.md'), 'utf8');
const { drawing, examples } = readLanguagePage(PAGE);

const SCOPES = ATTRIBUTE_SCOPES.map((scope) => `${scope}.`);

function answerOf({ query }: PageExample): readonly string[] {
  return shownError(() => {
    const isOfSeries = isMetrics(parseAndCheck(query).body);
    return isOfSeries ? showSeries(query, drawing) : showMatches(query, drawing);
  });
}

describe('the page of the language', () => {
  it.each(examples.map((example) => [example.query, example] as const))('%s', (_, example) => {
    const { query, expected } = example;
    const answer = answerOf(example);
    expect(answer.filter((line) => isSaid(line, example))).toEqual(
      expected.filter((line) => line !== '…'),
    );
    if (answer[0]?.startsWith('error: ')) return;
    const printed = print(parse(query));
    expect(print(parse(printed))).toBe(printed);
    expect(withoutRanges(parse(printed))).toEqual(withoutRanges(parse(query)));
  });

  it('has an example for every word and every sign', () => {
    const shown = new Set(examples.flatMap(({ query }) => wordsOf(query)));
    const wanted = [...FIELD_WORDS, ...STAGE_WORDS, ...SYMBOLS, ...SCOPES, '.', 'topk', 'bottomk'];
    expect(wanted.filter((word) => !shown.has(word))).toEqual([]);
  });

  it('has a line for every field in its tables', () => {
    const cells = PAGE.split('\n').filter((line) => line.startsWith('|'));
    const missing = FIELD_WORDS.filter((word) => !cells.some((row) => row.includes(`\`${word}\``)));
    expect(missing).toEqual([]);
  });
});

/** Of an attribute, how it begins: `span.`, or `.`; what cannot be read has no words. */
function wordsOf(query: string): string[] {
  const tokens = lex(query);
  return tokens.map((token, at) => {
    if (token.kind === 'attribute') return token.scope === 'any' ? '.' : `${token.scope}.`;
    const before = tokens[at - 1];
    return before?.kind === 'intrinsic-scope' ? before.text + token.text : token.text;
  });
}
