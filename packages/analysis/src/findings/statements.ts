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

export function shapeOf(text: string): string {
  return text
    .slice(0, MAX_STATEMENT)
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\$\d+|@p\d+/g, '?')
    .replace(/\b\d+(?:\.\d+)?\b/g, '?')
    .replace(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, '(?)')
    .replace(/\s+/g, ' ')
    .trim();
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
