// Card numbers in a text: runs of digits, in groups or not, that begin as an issuer's do, have that
// issuer's length, and whose check digit (Luhn) is right. A nanosecond timestamp is none of these.

import type { TextRange } from './redaction-rules.ts';

const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

const ISSUERS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  // Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay.
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^3(?:0[0-5]|[689])/, lengths: [14] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
];

/** Where a run of digits may hold a card; single blanks and dashes between digits do not end it. */
const RUN = /(?<!\d|\d\.)\d(?:[ -]?\d){12,}/g;

export function findCreditCards(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) findInRun(run, index, found);
  return found;
}

/** A card begins and ends at a border of the groups, never within one. */
function findInRun(run: string, offset: number, found: TextRange[]): void {
  let at = 0;
  while (at < run.length) {
    const end = cardEnd(run, at);
    if (end !== undefined) found.push({ start: offset + at, end: offset + end });
    at = nextGroup(run, end ?? at);
  }
}

function nextGroup(run: string, from: number): number {
  let at = from;
  while (at < run.length && isDigit(run, at)) at++;
  while (at < run.length && !isDigit(run, at)) at++;
  return at;
}

/** The longest card that begins at `start`. */
function cardEnd(run: string, start: number): number | undefined {
  let digits = '';
  let end: number | undefined;
  for (let at = start; at < run.length && digits.length < MAX_DIGITS; at++) {
    if (!isDigit(run, at)) continue;
    digits += run[at];
    const isBorder = at + 1 === run.length || !isDigit(run, at + 1);
    if (isBorder && digits.length >= MIN_DIGITS && isCard(digits)) end = at + 1;
  }
  return end;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function isCard(digits: string): boolean {
  const isIssued = ISSUERS.some(({ prefix, lengths }) => {
    return lengths.includes(digits.length) && prefix.test(digits);
  });
  return isIssued && hasCheckDigit(digits);
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 0x30;
    const doubled = at % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
