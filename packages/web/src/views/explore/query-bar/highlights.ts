// The colours of a query: what is a field, a value, a word of the language, a bracket. Made from the tokens of the
// language itself, so that what looks right is read right.

import { lenientTokens } from '@throughline/traceql/complete/lenient-tokens';
import type { Token } from '@throughline/traceql/syntax/tokens';
import { intrinsicOf, staticWord } from '@throughline/traceql/syntax/words';

/** The name of its class in query-bar.css, after `tok-`. */
export type HighlightKind = 'field' | 'text' | 'number' | 'value' | 'word' | 'bracket' | 'comment';

const BRACKETS = '{}()';
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

export interface Highlight {
  readonly from: number;
  readonly to: number;
  readonly kind: HighlightKind;
}

/** In the order of the text; what means nothing by itself has no colour. */
export function highlights(text: string): readonly Highlight[] {
  const found: Highlight[] = [];
  let at = 0;
  for (const token of lenientTokens(text)) {
    const { start, end } = token.range;
    found.push(...commentsIn(text, at, start));
    const kind = kindOf(token);
    if (kind !== undefined) found.push({ from: start, to: end, kind });
    at = end;
  }
  return [...found, ...commentsIn(text, at, text.length)];
}

function commentsIn(text: string, start: number, end: number): readonly Highlight[] {
  return [...text.slice(start, end).matchAll(COMMENT)].map((match) => ({
    from: start + match.index,
    to: start + match.index + match[0].length,
    kind: 'comment' as const,
  }));
}

function kindOf(token: Token): HighlightKind | undefined {
  switch (token.kind) {
    case 'attribute':
    case 'intrinsic-scope':
      return 'field';
    case 'literal':
      return token.value.type === 'string' ? 'text' : 'number';
    case 'word':
      if (staticWord(token.text) !== undefined) return 'value';
      return intrinsicOf(token.text) === undefined ? 'word' : 'field';
    case 'symbol':
      return BRACKETS.includes(token.symbol) ? 'bracket' : undefined;
    default:
      return undefined;
  }
}
