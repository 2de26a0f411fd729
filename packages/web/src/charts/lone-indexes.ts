// Values between nothing and nothing: they make no line, so a chart marks them with a point.

export function loneIndexes(values: readonly (number | null | undefined)[]): number[] {
  const isThere = (at: number): boolean => (values[at] ?? null) !== null;
  return [...values.keys()].filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
}
