// Statements of databases: which have the same shape, and which are the same with the same values.

import { utf8ToText } from '@throughline/model/base/utf8';
import type { Trace } from '../trace/trace.ts';
import { operationOf } from '../trace/trace.ts';

/** Longer ones are told apart by this much of them. */
const MAX_STATEMENT = 2_000;

/** Says nothing of data: part of every connection and transaction. */
const CONTROL =
  /^\s*(begin|commit|rollback|start\s+transaction|savepoint|release|set|ping|select\s+1\b)/i;

const WRITE = /^\s*(insert|update|delete|merge|replace|upsert|hset|set|del|incr|lpush|rpush)\b/i;

/** What stands for a value that is sent apart. */
const PLACEHOLDER = /\$\d+|\?|:[a-z_]\w*|@p?\d+|%s/i;

const PARAMETER_PREFIX = 'db.query.parameter.';

export interface Statement {
  /** Literals and lists of values taken out. */
  readonly shape: string;
  /** With all values, or undefined where they are not known. */
  readonly exact: string | undefined;
  readonly isWrite: boolean;
}

/** Undefined for what no rule counts: the control of transactions. */
export function statementOf(trace: Trace, row: number): Statement | undefined {
  const text = trace.fields.text('dbStatement', row)?.slice(0, MAX_STATEMENT);
  if (text === undefined) {
    const shape = operationOf(trace, row);
    return CONTROL.test(shape)
      ? undefined
      : { shape, exact: undefined, isWrite: WRITE.test(shape) };
  }
  if (CONTROL.test(text)) return undefined;
  const parameters = parametersOf(trace, row);
  const isWhole = parameters !== '' || !PLACEHOLDER.test(text);
  return {
    shape: shapeOf(text),
    exact: isWhole ? `${text}\n${parameters}` : undefined,
    isWrite: WRITE.test(text),
  };
}

const QUOTE = 39;
const SPACE = 32;

/**
 * The statement with `?` for every literal and placeholder, and one for a list of them. In one pass over
 * the text: a trace can have very many statements.
 */
export function shapeOf(text: string): string {
  let shape = '';
  let at = 0;
  const end = Math.min(text.length, MAX_STATEMENT);
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) {
      while (at < end && text.charCodeAt(at) <= SPACE) at++;
      if (shape !== '' && at < end) shape += ' ';
    } else if (code === QUOTE) {
      at = endOfQuoted(text, at, end);
      shape = withValue(shape);
    } else if (isDigit(code) && !isInWord(text, at)) {
      while (at < end && (isDigit(text.charCodeAt(at)) || text[at] === '.')) at++;
      // `$1` and `@p1` are placeholders.
      shape = withValue(shape.replace(/(?:\$|@p)$/, ''));
    } else if (text[at] === '?') {
      at++;
      shape = withValue(shape);
    } else {
      shape += text[at++];
    }
  }
  return shape;
}

function endOfQuoted(text: string, start: number, end: number): number {
  let at = start + 1;
  for (; at < end; at++) {
    if (text.charCodeAt(at) !== QUOTE) continue;
    if (text.charCodeAt(at + 1) !== QUOTE) return at + 1;
    at++;
  }
  return at;
}

/** A value after a value and a comma is one more of a list. */
function withValue(shape: string): string {
  if (shape.endsWith('?, ')) return shape.slice(0, -2);
  if (shape.endsWith('?,')) return shape.slice(0, -1);
  return `${shape}?`;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A digit of a name: `table_2`, `utf8`. That of `@p1` is not. */
function isInWord(text: string, at: number): boolean {
  const before = text[at - 1] ?? '';
  if (before === 'p' && text[at - 2] === '@') return false;
  return /[A-Za-z_\d]/.test(before);
}

function parametersOf({ batch: { attributes }, batchRow }: Trace, row: number): string {
  const { strings, stringValues, keyNames } = attributes;
  const at = batchRow[row] ?? 0;
  const found: string[] = [];
  for (let entry = strings.startOf(at); entry < strings.endOf(at); entry++) {
    const key = keyNames.textOf(strings.keys.at(entry));
    if (key.startsWith(PARAMETER_PREFIX)) {
      found.push(`${key}=${utf8ToText(stringValues.at(entry))}`);
    }
  }
  return found.sort().join('\n');
}
