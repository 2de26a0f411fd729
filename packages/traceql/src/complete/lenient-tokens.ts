// The tokens of a text that somebody is still typing: what is no token (yet) is left out.

import { lex } from '../syntax/lex.ts';
import type { Token } from '../syntax/tokens.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';

/** Somebody types at one place, and left few more unfinished. Each costs reading the text again. */
const MAX_REPAIRS = 16;

/** None when there is too much that is no token. */
export function lenientTokens(source: string): readonly Token[] {
  let text = source;
  for (let repairs = 0; repairs <= MAX_REPAIRS; repairs++) {
    try {
      return lex(text).slice(0, -1);
    } catch (error) {
      if (!(error instanceof TraceqlError)) throw error;
      const { start } = error.range;
      const end = Math.max(error.range.end, start + 1);
      text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
    }
  }
  return [];
}
