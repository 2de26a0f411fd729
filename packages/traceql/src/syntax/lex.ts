// Text to tokens. White space and comments (`// …`, `/* … */`) separate and mean nothing else.

import type { AttributeScope, Range } from './ast.ts';
import { lexNumber } from './lex-number.ts';
import { lexString } from './lex-string.ts';
import { MAX_QUERY_CHARACTERS, MAX_TOKENS } from './limits.ts';
import { SYMBOLS, type Token } from './tokens.ts';
import { syntaxError } from './traceql-error.ts';
import { ATTRIBUTE_SCOPES, INTRINSIC_SCOPES } from './words.ts';

const SPACE = /(?:[\s\u0085]+|\/\/[^\n]*)+/y;
const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
/** What ends the name of an attribute; everything else, `+`, `-` and `/` too, is part of it. */
const NAME_PART = /[^\s\u0085{}()=~!<>&|^,"]+/y;

/** The tokens of a query, the last of them its end. Throws TraceqlError. */
export function lex(source: string): Token[] {
  if (source.length > MAX_QUERY_CHARACTERS) {
    const message = `query is longer than ${MAX_QUERY_CHARACTERS} characters`;
    throw syntaxError(source, { start: 0, end: 0 }, message);
  }
  const tokens: Token[] = [];
  let at = skipSpace(source, 0);
  while (at < source.length) {
    const token = lexToken(source, at);
    tokens.push(token);
    if (tokens.length > MAX_TOKENS) {
      throw syntaxError(source, token.range, `query has more than ${MAX_TOKENS} tokens`);
    }
    at = skipSpace(source, token.range.end);
  }
  tokens.push({ kind: 'end', text: '', range: { start: source.length, end: source.length } });
  return tokens;
}

function skipSpace(source: string, at: number): number {
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(source)?.[0].length ?? 0;
    if (!source.startsWith('/*', at)) return at;
    const end = source.indexOf('*/', at + 2);
    if (end < 0) {
      throw syntaxError(source, { start: at, end: at + 2 }, 'comment is not closed by "*/"');
    }
    at = end + 2;
  }
}

function lexToken(source: string, at: number): Token {
  const character = source[at] ?? '';
  if (character === '"' || character === '`') return stringToken(source, at);
  if (/[0-9]/.test(character)) return numberToken(source, at);
  if (character === '.') {
    const isNumber = /[0-9]/.test(source[at + 1] ?? '');
    return isNumber ? numberToken(source, at) : attributeToken(source, at, at + 1, 'any', false);
  }
  WORD.lastIndex = at;
  const word = WORD.exec(source)?.[0];
  if (word !== undefined) return wordToken(source, at, word);
  const symbol = SYMBOLS.find((candidate) => source.startsWith(candidate, at));
  if (symbol !== undefined) {
    return { kind: 'symbol', symbol, text: symbol, range: { start: at, end: at + symbol.length } };
  }
  const shown = String.fromCodePoint(source.codePointAt(at) ?? 0);
  const range = { start: at, end: at + shown.length };
  if (shown === "'") {
    throw syntaxError(source, range, "unexpected ', text stands in double quotes or back quotes");
  }
  throw syntaxError(source, range, `unexpected character ${JSON.stringify(shown)}`);
}

function stringToken(source: string, start: number): Token {
  const lexed = lexString(source, start);
  if ('problem' in lexed) {
    throw syntaxError(source, { start: lexed.start, end: lexed.end }, lexed.problem);
  }
  const range = { start, end: lexed.end };
  return {
    kind: 'literal',
    value: { type: 'string', value: lexed.value },
    ...textAt(source, range),
  };
}

function numberToken(source: string, start: number): Token {
  const lexed = lexNumber(source, start);
  if (typeof lexed === 'string') throw syntaxError(source, { start, end: start + 1 }, lexed);
  const range = { start, end: lexed.end };
  return { kind: 'literal', value: lexed.value, ...textAt(source, range) };
}

/** A word, or the scope of what follows it without a space. */
function wordToken(source: string, start: number, word: string): Token {
  const end = start + word.length;
  if (source[end] === ':' && INTRINSIC_SCOPES.includes(word)) {
    const range = { start, end: end + 1 };
    return { kind: 'intrinsic-scope', scope: word, ...textAt(source, range) };
  }
  if (source[end] === '.') {
    if (word === 'parent') return parentToken(source, start, end + 1);
    const scope = scopeOf(word);
    if (scope !== undefined) return attributeToken(source, start, end + 1, scope, false);
  }
  return { kind: 'word', ...textAt(source, { start, end }) };
}

/** `parent.x`, `parent.span.x`, `parent.resource.x`; other scopes are the beginning of a name there. */
function parentToken(source: string, start: number, nameStart: number): Token {
  for (const scope of ['span', 'resource'] as const) {
    if (source.startsWith(`${scope}.`, nameStart)) {
      return attributeToken(source, start, nameStart + scope.length + 1, scope, true);
    }
  }
  return attributeToken(source, start, nameStart, 'any', true);
}

function scopeOf(word: string): AttributeScope | undefined {
  return ATTRIBUTE_SCOPES.find((scope) => scope === word);
}

function attributeToken(
  source: string,
  start: number,
  nameStart: number,
  scope: AttributeScope,
  ofParent: boolean,
): Token {
  const { name, end } = lexName(source, nameStart);
  if (end === nameStart || name === '') {
    throw syntaxError(source, { start, end: nameStart }, 'expecting the name of an attribute');
  }
  return { kind: 'attribute', scope, ofParent, name, ...textAt(source, { start, end }) };
}

/** Parts with and without quotes, one behind the other: `."foo bar".baz`. */
function lexName(source: string, start: number): { name: string; end: number } {
  let name = '';
  let at = start;
  for (;;) {
    NAME_PART.lastIndex = at;
    const part = NAME_PART.exec(source)?.[0] ?? '';
    name += part;
    at += part.length;
    if (source[at] !== '"') return { name, end: at };
    const quoted = lexQuotedName(source, at);
    name += quoted.name;
    at = quoted.end;
  }
}

/** In the quotes of a name only the quote and the backslash are escaped. */
function lexQuotedName(source: string, start: number): { name: string; end: number } {
  let name = '';
  let at = start + 1;
  while (source[at] !== '"') {
    if (at >= source.length) {
      throw syntaxError(source, { start, end: at }, 'unexpected EOF, expecting "\\""');
    }
    if (source[at] === '\\') {
      at++;
      if (source[at] !== '"' && source[at] !== '\\') {
        throw syntaxError(source, { start: at - 1, end: at + 1 }, 'invalid escape sequence');
      }
    }
    name += source[at];
    at++;
  }
  return { name, end: at + 1 };
}

function textAt(source: string, range: Range): { text: string; range: Range } {
  return { text: source.slice(range.start, range.end), range };
}
