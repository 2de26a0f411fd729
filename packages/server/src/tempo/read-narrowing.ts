// The query that somebody has typed so far, as what narrows the names and values that are offered next. It is often
// unfinished, which is no error: what cannot be read narrows nothing.

import { parseAndCheck } from '@throughline/traceql/check/check';
import type { Query } from '@throughline/traceql/syntax/ast';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';

/** undefined: nothing is narrowed. */
export function readNarrowing(text: string): Query | undefined {
  try {
    return parseAndCheck(text);
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}
