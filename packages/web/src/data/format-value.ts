// Values that are written in a language, laid out to be read: JSON, and SQL by a library that is loaded when
// the first statement is looked at.

import { type JsonLines, scanJson } from './json-lines.ts';

/** Keys whose values are statements of a database. */
const STATEMENT_KEYS: ReadonlySet<string> = new Set(['db.query.text', 'db.statement', 'sql.query']);

/** Beyond it laying out takes longer than a person waits for it. */
const MAX_FORMATTED_CHARS = 100_000;

export type ValueLanguage = 'json' | 'sql';

/** undefined: it is shown as it is. */
export function languageOf(key: string, text: string): ValueLanguage | undefined {
  if (text.length > MAX_FORMATTED_CHARS) return undefined;
  if (/^\s*[[{]/.test(text) && parseJson(text) !== undefined) return 'json';
  const isStatement = /^\s*(select|insert|update|delete|with|merge|create|alter|drop)\b/i.test(
    text,
  );
  return STATEMENT_KEYS.has(key) && isStatement ? 'sql' : undefined;
}

/** Rejects when the text is not in the language after all. */
export async function formatValue(text: string, language: ValueLanguage): Promise<string> {
  if (language === 'json') return layOutJson(text);
  const { format } = await import('sql-formatter');
  return format(text, { language: 'sql', tabWidth: 2 });
}

const INDENT = '  ';
/** A line's name with the colon behind it. */
const NAME = /^("(?:[^"\\]|\\.)*")\s*:\s*/s;

/** Piece by piece as it was sent: read as numbers, the digits of long ids would be others. */
function layOutJson(text: string): string {
  const { start, end, depth, count } = linesOf(text);
  return Array.from({ length: count }, (_, line) => {
    const piece = text.slice(start[line], end[line]).trimEnd();
    return INDENT.repeat(depth[line] ?? 0) + piece.replace(NAME, '$1: ');
  }).join('\n');
}

function linesOf(text: string): JsonLines {
  const steps = scanJson(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
