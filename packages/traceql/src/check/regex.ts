// Regular expressions of queries: RE2's syntax, whose time is linear in the text, over the whole of a value.
// A dot takes line breaks, too.

import { RE2JS, RE2JSException } from 're2js';

export type TextMatcher = (text: string) => boolean;

/** Longer ones are programs, not patterns. */
export const MAX_PATTERN_CHARACTERS = 4_096;

/** Whether a text as a whole is described by the pattern; a text when the pattern is none. */
export function compileRegex(pattern: string): TextMatcher | string {
  if (pattern.length > MAX_PATTERN_CHARACTERS) {
    return `pattern is longer than ${MAX_PATTERN_CHARACTERS} characters`;
  }
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (text) => compiled.matches(text);
  } catch (error) {
    // The flag that makes a dot take line breaks is put before the pattern.
    if (error instanceof RE2JSException) return error.message.replace('`(?s)', '`');
    throw error;
  }
}
