// Times and durations of other units as nanoseconds in 64 bits, in two words of 32: no bigint per span.

/** Two's complement when negative. */
export interface Words {
  low: number;
  high: number;
}

const WORD = 2 ** 32;

/** Beyond it a double has no whole numbers any more: the year 2255, or 285 years. */
export const MAX_MICROSECONDS = Number.MAX_SAFE_INTEGER;

/** `us`: a whole number, of at most MAX_MICROSECONDS either way. */
export function setMicroseconds(words: Words, us: number): void {
  const size = Math.abs(us);
  const product = (size % WORD) * 1000;
  words.low = product >>> 0;
  words.high = (Math.floor(size / WORD) * 1000 + Math.floor(product / WORD)) >>> 0;
  if (us < 0) negate(words);
}

/** Beyond it nanoseconds do not fit 64 bits with a sign. */
export const MAX_SECONDS = 9_223_372_035;

/** Whole `seconds` of at most MAX_SECONDS either way, and `nanos` below a second with the same sign. */
export function setSeconds(words: Words, seconds: number, nanos: number): void {
  const size = Math.abs(seconds);
  const lower = (size % 0x1_0000) * 1e9 + Math.abs(nanos);
  const upper = Math.floor(size / 0x1_0000) * 1e9;
  const sum = (upper % 0x1_0000) * 0x1_0000 + lower;
  words.low = sum >>> 0;
  words.high = (Math.floor(upper / 0x1_0000) + Math.floor(sum / WORD)) >>> 0;
  if (seconds < 0 || nanos < 0) negate(words);
}

/** A signed 64-bit integer as a number; exact to 2^53, beyond it the nearest. */
export function signedNumber({ low, high }: Readonly<Words>): number {
  return (high | 0) * WORD + (low >>> 0);
}

function negate(words: Words): void {
  words.low = -words.low >>> 0;
  words.high = (~words.high + (words.low === 0 ? 1 : 0)) >>> 0;
}
