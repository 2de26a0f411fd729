// What a query that somebody is still typing says about single spans, to narrow what is offered for the rest of
// it: the conditions of its filters, as far as they are finished. A condition that is not is taken as true.

import { parseAndCheck } from '../check/check.ts';
import type { FieldExpression, Query } from '../syntax/ast.ts';
import { MAX_NESTING } from '../syntax/limits.ts';
import type { Token, TokenSymbol } from '../syntax/tokens.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';
import { lenientTokens } from './lenient-tokens.ts';

/** Alternatives of which each is a list of conditions that hold together, as Tempo limits them. */
const MAX_CONDITION_GROUPS = 100;

/**
 * `{ condition }`, true of the spans that one of the text's filters may take; undefined when that is every
 * span, or nothing can be told. The ranges in it mean nothing. Throws TraceqlError when there are too many
 * alternatives.
 */
export function narrowingFilter(text: string): Query | undefined {
  const tokens = lenientTokens(text);
  const conditions: FieldExpression[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (symbolOf(tokens[at]) !== '{') continue;
    const reader: Reader = { text, tokens, at: at + 1, depth: 0 };
    const condition = readConditions(reader);
    if (condition === undefined) return undefined;
    conditions.push(condition);
    at = reader.at;
  }
  const [first, ...others] = conditions;
  if (first === undefined) return undefined;
  const condition = others.reduce((all, next) => joined('||', all, next), first);
  if (groupsOf(condition) > MAX_CONDITION_GROUPS) {
    const message = `maximum condition groups reached (limit: ${MAX_CONDITION_GROUPS})`;
    throw new TraceqlError('check', message, { start: 0, end: text.length });
  }
  return queryOf(condition);
}

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

function symbolOf(token: Token | undefined): TokenSymbol | undefined {
  return token?.kind === 'symbol' ? token.symbol : undefined;
}

/** Undefined stands for true. Both operators bind alike, from left to right. */
function readConditions(reader: Reader): FieldExpression | undefined {
  let all = readCondition(reader);
  for (;;) {
    const operator = symbolOf(reader.tokens[reader.at]);
    if (operator !== '&&' && operator !== '||') return all;
    reader.at++;
    const next = readCondition(reader);
    if (operator === '&&') all = all === undefined ? next : bothOf(all, next);
    else all = all === undefined || next === undefined ? undefined : joined('||', all, next);
  }
}

function bothOf(left: FieldExpression, right: FieldExpression | undefined): FieldExpression {
  return right === undefined ? left : joined('&&', left, right);
}

/** One condition, to before what ends it: an operator between conditions, a closing bracket, the end. */
function readCondition(reader: Reader): FieldExpression | undefined {
  const { tokens } = reader;
  const start = reader.at;
  const end = endOfCondition(tokens, start);
  if (symbolOf(tokens[start]) === '(' && isEnclosed(tokens, start, end)) {
    if (reader.depth >= MAX_NESTING) {
      reader.at = end;
      return undefined;
    }
    reader.at++;
    reader.depth++;
    const inner = readConditions(reader);
    reader.depth--;
    reader.at = end;
    return inner;
  }
  reader.at = end;
  const [first, last] = [tokens[start], tokens[end - 1]];
  if (first === undefined || last === undefined || end === start) return undefined;
  return finishedCondition(reader.text.slice(first.range.start, last.range.end));
}

function endOfCondition(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const symbol = symbolOf(tokens[at]);
    if (symbol === '{' || symbol === '}') return at;
    if (symbol === '(') depth++;
    if (symbol === ')' && --depth < 0) return at;
    if (depth === 0 && (symbol === '&&' || symbol === '||')) return at;
  }
  return tokens.length;
}

/** Whether the parenthesis at the start is closed at the end, or never. */
function isEnclosed(tokens: readonly Token[], start: number, end: number): boolean {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const symbol = symbolOf(tokens[at]);
    if (symbol === '(') depth++;
    if (symbol === ')' && --depth === 0) return at === end - 1;
  }
  return true;
}

/** A field by itself is one of which something is still to be said. */
function finishedCondition(text: string): FieldExpression | undefined {
  try {
    const { body } = parseAndCheck(`{ ${text} }`);
    const stage = body.kind === 'pipeline' ? body.stages[0] : undefined;
    const condition = stage?.kind === 'spanset-filter' ? stage.condition : undefined;
    const isField = condition?.kind === 'attribute' || condition?.kind === 'intrinsic';
    return isField ? undefined : condition;
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}

function joined(
  operator: '&&' | '||',
  left: FieldExpression,
  right: FieldExpression,
): FieldExpression {
  const range = { start: left.range.start, end: right.range.end };
  return { kind: 'binary', operator, left, right, range };
}

/** Of the condition multiplied out. */
function groupsOf(condition: FieldExpression): number {
  if (condition.kind !== 'binary') return 1;
  if (condition.operator === '&&') return groupsOf(condition.left) * groupsOf(condition.right);
  if (condition.operator === '||') return groupsOf(condition.left) + groupsOf(condition.right);
  return 1;
}

function queryOf(condition: FieldExpression): Query {
  const { range } = condition;
  const filter = { kind: 'spanset-filter', condition, range } as const;
  const body = { kind: 'pipeline', stages: [filter], range } as const;
  return { kind: 'query', body, hints: [], range };
}
