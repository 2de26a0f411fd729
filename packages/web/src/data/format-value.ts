// Values that are written in a language, laid out to be read: JSON, and SQL by a library that is loaded when
// the first statement is looked at.

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
  if (language === 'json') return JSON.stringify(parseJson(text), undefined, 2);
  const { format } = await import('sql-formatter');
  return format(text, { language: 'sql', tabWidth: 2 });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
