// What may stand where the cursor is in a query that somebody is typing: the name of a field, an operator, a
// value of a field, a stage. Says what to ask for and which part of the text an answer replaces; what there is
// to offer, others know.

import type { AttributeScope, Range } from '../syntax/ast.ts';
import { isArithmetic, isComparison } from '../syntax/operators.ts';
import { printField } from '../syntax/print-value.ts';
import type { Token, TokenSymbol } from '../syntax/tokens.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';
import {
  ATTRIBUTE_SCOPES,
  intrinsicOf,
  isAggregateFunction,
  isMetricsFunction,
} from '../syntax/words.ts';
import { lenientTokens } from './lenient-tokens.ts';
import { parseFieldText } from './parse-field-text.ts';

/** `replace`: what the choice stands in the place of. `prefix`: what has been typed of it. */
export type Completion =
  | {
      readonly kind: 'field';
      /** Undefined: none has been typed, so that scopes and intrinsics may stand too. `any` is the dot alone. */
      readonly scope: AttributeScope | undefined;
      readonly prefix: string;
      readonly replace: Range;
    }
  | { readonly kind: 'operator'; readonly field: string; readonly replace: Range }
  | {
      readonly kind: 'value';
      /** By its canonical name. */
      readonly field: string;
      readonly operator: TokenSymbol;
      readonly prefix: string;
      /** With the quotes. */
      readonly replace: Range;
    }
  /** Between conditions of a filter, or fields of a list: an operator between them, or the end. */
  | { readonly kind: 'after-condition'; readonly replace: Range }
  /** Between spansets: a structural operator, or the next stage. */
  | { readonly kind: 'after-spanset'; readonly replace: Range }
  /** The beginning of a query, or what follows `|` or an operator between spansets. */
  | {
      readonly kind: 'stage';
      readonly isFirst: boolean;
      readonly prefix: string;
      readonly replace: Range;
    }
  | { readonly kind: 'nothing' };

const NOTHING: Completion = { kind: 'nothing' };

/** What words, names, numbers and durations are made of. */
const PART_BEFORE = /[^\s{}()=~!<>&|^,"`]*$/;
const PART_AFTER = /^[^\s{}()=~!<>&|^,"`]*/;
/** The rest of a text in quotes that seems to be one. */
const QUOTED_AFTER = /^[^"\n{}&|]*"/;

export function completeAt(text: string, offset: number): Completion {
  const head = text.slice(0, offset);
  const quote = openQuote(head);
  if (quote !== undefined) return completeQuoted(text, quote, offset);
  const typed = PART_BEFORE.exec(head)?.[0] ?? '';
  const start = offset - typed.length;
  const end = offset + (PART_AFTER.exec(text.slice(offset))?.[0].length ?? 0);
  const before = lenientTokens(text.slice(0, start));
  return contextOf(before) === 'pipeline'
    ? completePipeline(before.at(-1), typed, { start, end })
    : completeCondition(text, before, typed, { start, end });
}

/** Where the text begins that is still open at the end. */
function openQuote(head: string): number | undefined {
  let open: number | undefined;
  for (let at = 0; at < head.length; at++) {
    const character = head[at];
    if (open === undefined) {
      if (character === '"' || character === '`') open = at;
    } else if (character === '\\' && head[open] === '"') at++;
    else if (character === head[open]) open = undefined;
  }
  return open;
}

function completeQuoted(text: string, quote: number, offset: number): Completion {
  const head = text.slice(0, quote);
  // The name of an attribute in quotes has no end yet, and what follows is not known.
  if (head.endsWith('.')) return NOTHING;
  const before = lenientTokens(head);
  const rest = text[quote] === '"' ? QUOTED_AFTER.exec(text.slice(offset))?.[0] : undefined;
  const replace = { start: quote, end: offset + (rest?.length ?? 0) };
  const prefix = text.slice(quote + 1, offset).replace(/\\(["\\])/g, '$1');
  return valueAfter(text, before, prefix, replace) ?? NOTHING;
}

type Context = 'filter' | 'fields' | 'pipeline';

/** What the innermost open bracket holds. */
function contextOf(tokens: readonly Token[]): Context {
  const open: Context[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'symbol') continue;
    if (token.symbol === '{') open.push('filter');
    if (token.symbol === '(') open.push(contextInside(open.at(-1), tokens[at - 1]));
    if (token.symbol === '}' || token.symbol === ')') open.pop();
  }
  return open.at(-1) ?? 'pipeline';
}

function contextInside(outer: Context | undefined, before: Token | undefined): Context {
  if (outer === 'filter' || outer === 'fields') return outer;
  const word = before?.kind === 'word' ? before.text : '';
  const takesFields =
    word === 'by' || word === 'select' || isAggregateFunction(word) || isMetricsFunction(word);
  return takesFields ? 'fields' : 'pipeline';
}

function completePipeline(last: Token | undefined, typed: string, replace: Range): Completion {
  const symbol = last?.kind === 'symbol' ? last.symbol : undefined;
  const isAfter = last !== undefined && (symbol === undefined || symbol === '}' || symbol === ')');
  if (isAfter) return { kind: 'after-spanset', replace };
  const isFirst = last === undefined || symbol === '(';
  return { kind: 'stage', isFirst, prefix: typed, replace };
}

function completeCondition(
  text: string,
  before: readonly Token[],
  typed: string,
  replace: Range,
): Completion {
  const last = before.at(-1);
  const symbol = last?.kind === 'symbol' ? last.symbol : undefined;
  if (symbol !== undefined && takesOperand(symbol)) {
    return valueAfter(text, before, typed, replace) ?? fieldFrom(typed, replace);
  }
  const field = fieldBefore(text, before, before.length);
  return field === undefined
    ? { kind: 'after-condition', replace }
    : { kind: 'operator', field, replace };
}

function takesOperand(symbol: TokenSymbol): boolean {
  const opens = symbol === '{' || symbol === '(' || symbol === ',' || symbol === '!';
  return opens || symbol === '&&' || symbol === '||' || isArithmetic(symbol) || compares(symbol);
}

function compares(symbol: TokenSymbol): boolean {
  return symbol === '=~' || symbol === '!~' || isComparison(symbol);
}

/** When the last token compares a field; not when something is computed there. */
function valueAfter(
  text: string,
  before: readonly Token[],
  prefix: string,
  replace: Range,
): Completion | undefined {
  const last = before.at(-1);
  if (last?.kind !== 'symbol' || !compares(last.symbol)) return undefined;
  const field = fieldBefore(text, before, before.length - 1);
  return field === undefined
    ? undefined
    : { kind: 'value', field, operator: last.symbol, prefix, replace };
}

/** The field that ends before the token of this number. */
function fieldBefore(text: string, tokens: readonly Token[], end: number): string | undefined {
  const last = tokens[end - 1];
  if (last === undefined) return undefined;
  const scope = tokens[end - 2];
  const isScoped = last.kind === 'word' && scope?.kind === 'intrinsic-scope';
  const isField = isScoped || last.kind === 'attribute' || intrinsicOf(last.text) !== undefined;
  if (!isField) return undefined;
  const start = isScoped ? scope.range.start : last.range.start;
  try {
    return printField(parseFieldText(text.slice(start, last.range.end)));
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}

const SCOPED = /^(?:parent\.)?(?:([a-z]+)\.|\.)(.*)$/;

function fieldFrom(typed: string, replace: Range): Completion {
  const match = SCOPED.exec(typed);
  const word = match?.[1];
  const scope = word === undefined ? 'any' : ATTRIBUTE_SCOPES.find((known) => known === word);
  return match === null || scope === undefined
    ? { kind: 'field', scope: undefined, prefix: typed, replace }
    : { kind: 'field', scope, prefix: match[2] ?? '', replace };
}
