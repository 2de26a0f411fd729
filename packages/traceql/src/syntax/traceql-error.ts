// What is wrong with a query, and where. One class for its three causes: text that is no query, a query that
// makes no sense, and a query that cannot be evaluated on the data it met.

import type { Range } from './ast.ts';
import { locationOf, printLocation } from './print-location.ts';

export type ErrorStage = 'parse' | 'check' | 'evaluate';

export class TraceqlError extends Error {
  override readonly name = 'TraceqlError';
  readonly stage: ErrorStage;
  readonly range: Range;
  /** Words that may be meant by what stands there, the likeliest first; the message has them too. */
  readonly suggestions: readonly string[];

  constructor(
    stage: ErrorStage,
    message: string,
    range: Range,
    suggestions: readonly string[] = [],
  ) {
    super(message);
    this.stage = stage;
    this.range = range;
    this.suggestions = suggestions;
  }
}

/** The text of the query is no query: the message begins with the place, as Tempo's does. */
export function syntaxError(
  source: string,
  range: Range,
  message: string,
  suggestions: readonly string[] = [],
): TraceqlError {
  const { line, column } = locationOf(source, range.start);
  return new TraceqlError(
    'parse',
    `parse error at line ${line}, col ${column}: syntax error: ${message}`,
    range,
    suggestions,
  );
}

/** Message, line and caret, to show to whoever wrote the query. */
export function renderError(source: string, error: TraceqlError): string {
  return `${error.message}\n\n${printLocation(source, error.range)}`;
}
