// The pieces a query is made of. An attribute is one token, since which characters its name may have depends
// on what stands before it; a prefix such as `span:` is one too.

import type { AttributeScope, Range, StaticValue } from './ast.ts';

/** Longest first, so that the first one that fits is the one that is meant. */
export const SYMBOLS = [
  '!>>',
  '!<<',
  '&>>',
  '&<<',
  '&&',
  '&>',
  '&<',
  '&~',
  '||',
  '!=',
  '!~',
  '!>',
  '!<',
  '=~',
  '>=',
  '>>',
  '<=',
  '<<',
  '{',
  '}',
  '(',
  ')',
  ',',
  '|',
  '=',
  '!',
  '>',
  '<',
  '~',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
] as const;

export type TokenSymbol = (typeof SYMBOLS)[number];

interface TokenBase {
  /** As it stands in the query. */
  readonly text: string;
  readonly range: Range;
}

export type Token = TokenBase &
  (
    | { readonly kind: 'symbol'; readonly symbol: TokenSymbol }
    | { readonly kind: 'word' }
    | { readonly kind: 'intrinsic-scope'; readonly scope: string }
    | {
        readonly kind: 'attribute';
        readonly scope: AttributeScope;
        readonly ofParent: boolean;
        readonly name: string;
      }
    | { readonly kind: 'literal'; readonly value: StaticValue }
    | { readonly kind: 'end' }
  );

/** How a message names a token. */
export function describeToken(token: Token): string {
  if (token.kind === 'end') return 'end of query';
  return token.kind === 'word' ? token.text : `"${token.text}"`;
}
