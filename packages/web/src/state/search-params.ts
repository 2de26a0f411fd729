// The query part of an address as plain text parameters (`?a=1&b=2&b=3`), not as JSON: addresses are
// read, typed and shared by people. A parameter that comes once is a string, else an array.

export type RawSearch = Readonly<Record<string, string | readonly string[]>>;

/** What is to be another in the state of an address; undefined takes it out. */
export type Changes<State> = { readonly [K in keyof State]?: State[K] | undefined };

export function parseSearch(text: string): RawSearch {
  const raw: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = raw[key];
    if (before === undefined) raw[key] = value;
    else if (typeof before === 'string') raw[key] = [before, value];
    else before.push(value);
  }
  return raw;
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') params.append(key, String(item));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** The last one when a parameter that has one value comes several times. */
export function readText(raw: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = raw[key];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined || last === null || last === '' ? undefined : String(last);
}

export function readTexts(raw: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = raw[key];
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((item) => item !== undefined && item !== null && item !== '').map(String);
}
