// How addresses and answers name the spans of a trace: by id, with ".2" for the second row under one id, as some
// systems give both sides of a call the same one.

export function spanRefs(spanIds: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return spanIds.map((id) => {
    const nth = (seen.get(id) ?? 0) + 1;
    seen.set(id, nth);
    return nth === 1 ? id : `${id}.${nth}`;
  });
}
