// How well a text fits what a person types in a hurry: all letters in order, best where they begin words or
// follow each other. "pay" finds "payment" before "overpay"; "cpc" finds "checkout: place call".

/** Higher is better; undefined when a letter is missing. An empty search fits everything alike. */
export function fuzzyScore(search: string, text: string): number | undefined {
  const wanted = search.toLowerCase().replaceAll(/\s+/g, '');
  if (wanted === '') return 0;
  const candidate = text.toLowerCase();
  const whole = candidate.indexOf(wanted);
  if (whole >= 0) {
    const bonus = startsWord(text, whole) ? STARTS_WORD : 0;
    return TOGETHER + bonus - lengthPenalty(candidate) + (whole === 0 ? AT_START : 0);
  }
  return scattered(wanted, text, candidate);
}

/** Found as it was typed is always better than found letter by letter. */
const TOGETHER = 1000;
const AT_START = 50;
const STARTS_WORD = 100;
const LETTER_AT_WORD = 8;
const LETTER_AFTER_LETTER = 5;

function scattered(wanted: string, text: string, candidate: string): number | undefined {
  let score = 0;
  let from = 0;
  let before = -2;
  for (const letter of wanted) {
    const at = candidate.indexOf(letter, from);
    if (at < 0) return undefined;
    if (startsWord(text, at)) score += LETTER_AT_WORD;
    if (at === before + 1) score += LETTER_AFTER_LETTER;
    before = at;
    from = at + 1;
  }
  return score - lengthPenalty(candidate);
}

function lengthPenalty(text: string): number {
  return Math.min(text.length, 100) / 100;
}

function startsWord(text: string, index: number): boolean {
  const before = text[index - 1];
  const here = text[index] ?? '';
  if (before === undefined || !/[\p{L}\p{N}]/u.test(before)) return true;
  return /\p{Lu}/u.test(here) && !/\p{Lu}/u.test(before);
}
