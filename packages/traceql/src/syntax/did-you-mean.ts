// The words somebody may have meant by one that is not known: those a few typing mistakes away.

/** More suggestions than this are no help. */
const MAX_SUGGESTIONS = 3;

/** `. Did you mean "a", "b" or "c"?`, or nothing when there are no words. */
export function didYouMean(suggested: readonly string[]): string {
  const near = suggested.map((word) => `"${word}"`);
  const last = near.pop();
  if (last === undefined) return '';
  return near.length === 0
    ? `. Did you mean ${last}?`
    : `. Did you mean ${near.join(', ')} or ${last}?`;
}

/** Nearest first, ties in the order of the alphabet. */
export function suggestions(input: string, words: readonly string[]): string[] {
  const threshold = Math.floor(input.length * 0.4) + 1;
  return [...new Set(words)]
    .filter((word) => Math.abs(word.length - input.length) <= threshold)
    .map((word) => ({ word, distance: editDistance(input.toLowerCase(), word.toLowerCase()) }))
    .filter(({ distance }) => distance <= threshold)
    .sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ word }) => word);
}

/** Insertions, deletions, changes and swaps of neighbours that make one text from the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && isSwap) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
