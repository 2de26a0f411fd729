// The tokens of one query, read from left to right, with the few ways in which the parser asks for the next one
// and the depth it is allowed to go to.

import { ensureExists } from '@throughline/model/base/assert';
import type { Range } from './ast.ts';
import { lex } from './lex.ts';
import { MAX_NESTING } from './limits.ts';
import { describeToken, type Token, type TokenSymbol } from './tokens.ts';
import { syntaxError, type TraceqlError } from './traceql-error.ts';

export class TokenStream {
  readonly source: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(source: string) {
    this.source = source;
    this.tokens = lex(source);
  }

  peek(): Token {
    return ensureExists(this.tokens[this.position], 'the end of a query is never passed');
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.position++;
    return token;
  }

  peekSymbol(): TokenSymbol | undefined {
    const token = this.peek();
    return token.kind === 'symbol' ? token.symbol : undefined;
  }

  peekWord(): string | undefined {
    const token = this.peek();
    return token.kind === 'word' ? token.text : undefined;
  }

  takeIf(symbol: TokenSymbol): boolean {
    if (this.peekSymbol() !== symbol) return false;
    this.take();
    return true;
  }

  takeIfWord(word: string): boolean {
    if (this.peekWord() !== word) return false;
    this.take();
    return true;
  }

  expect(symbol: TokenSymbol): Token {
    return this.peekSymbol() === symbol ? this.take() : this.fail(`"${symbol}"`);
  }

  /** `item { "," item }`, at least one. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takeIf(',')) items.push(item());
    return items;
  }

  /** From the beginning of a token or a node to the end of the token taken last. */
  rangeFrom(first: { readonly range: Range }): Range {
    const last = this.tokens[this.position - 1];
    return { start: first.range.start, end: last?.range.end ?? first.range.end };
  }

  /** Runs what may call itself again. */
  nested<T>(parse: () => T): T {
    if (this.depth >= MAX_NESTING) {
      const message = `query is nested deeper than ${MAX_NESTING} levels`;
      throw syntaxError(this.source, this.peek().range, message);
    }
    this.depth++;
    const result = parse();
    this.depth--;
    return result;
  }

  /** The next token cannot stand here. */
  fail(expecting?: string, hint = '', suggestions: readonly string[] = []): never {
    const token = this.peek();
    const wanted = expecting === undefined ? '' : `, expecting ${expecting}`;
    throw syntaxError(
      this.source,
      token.range,
      `unexpected ${describeToken(token)}${wanted}${hint}`,
      suggestions,
    );
  }

  error(range: Range, message: string, suggestions: readonly string[] = []): TraceqlError {
    return syntaxError(this.source, range, message, suggestions);
  }
}
