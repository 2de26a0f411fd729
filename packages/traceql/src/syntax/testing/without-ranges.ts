// A query without the places in its text, to compare queries that are written differently.

export function withoutRanges(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRanges);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'range');
  return Object.fromEntries(entries.map(([key, field]) => [key, withoutRanges(field)]));
}
