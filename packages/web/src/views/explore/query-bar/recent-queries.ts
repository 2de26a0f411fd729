// The queries that were run in this browser, the last one first.

const STORAGE_KEY = 'throughline.recent-queries';

/** As many as one looks through before one types anew. */
export const MAX_RECENT = 50;
/** Longer ones are made by programs, and would fill what the browser keeps. */
const MAX_LENGTH = 4_096;

export function recentQueries(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored
      .filter((query): query is string => typeof query === 'string')
      .slice(0, MAX_RECENT);
  } catch {
    return [];
  }
}

export function rememberQuery(query: string): void {
  const text = query.trim();
  if (text === '' || text.length > MAX_LENGTH) return;
  const others = recentQueries().filter((other) => other !== text);
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify([text, ...others].slice(0, MAX_RECENT)));
  } catch {
    // Without storage nothing is remembered.
  }
}

export function forgetQueries(): void {
  try {
    localStorage.removeItem(STORAGE_KEY);
  } catch {
    // As above.
  }
}
