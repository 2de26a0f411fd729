// Numbers and durations: `3`, `.5`, `1e3`, `1d12h`, `1.5ms`. What could be a duration is read as one where it
// can be; otherwise the number ends where digits end, and the letters are the next token.

import type { StaticValue } from './ast.ts';

export interface NumberToken {
  readonly value: StaticValue;
  readonly end: number;
}

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const DURATION_TAIL = /[0-9.nsumhµμdwy]*/y;

const NS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
  y: 31_536_000_000_000_000n,
};

const MAX_INT64 = 2n ** 63n - 1n;

/** As Prometheus writes them: whole numbers, the larger units first. */
const WHOLE_UNITS = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;
/** As Go writes them: fractions, any order, up to hours. */
const ANY_UNITS = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|[smhdwy])/g;

/** The number at `start`, where a digit stands, or a point before one. A text is what is wrong with it. */
export function lexNumber(source: string, start: number): NumberToken | string {
  NUMBER.lastIndex = start;
  const number = NUMBER.exec(source)?.[0] ?? '';
  DURATION_TAIL.lastIndex = start + number.length;
  const tail = DURATION_TAIL.exec(source)?.[0] ?? '';
  const whole = number + tail;
  const durationNs = tail === '' ? undefined : parseDuration(whole);
  if (durationNs !== undefined) {
    if (durationNs > MAX_INT64) return `duration ${whole} is too long`;
    return { value: { type: 'duration', value: durationNs }, end: start + whole.length };
  }
  const end = start + number.length;
  if (/^\d+$/.test(number)) {
    const value = BigInt(number);
    if (value > MAX_INT64) return `integer ${number} does not fit 64 bits`;
    return { value: { type: 'int', value }, end };
  }
  const value = Number(number);
  if (!Number.isFinite(value)) return `number ${number} is too large`;
  return { value: { type: 'float', value }, end };
}

/** Nanoseconds; undefined for what is no duration. */
export function parseDuration(text: string): bigint | undefined {
  if (text === '' || !(WHOLE_UNITS.test(text) || ANY_UNITS.test(text))) return undefined;
  let totalNs = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(PART)) {
    const unitNs = NS_PER_UNIT[unit] ?? 0n;
    totalNs += BigInt(whole === '' ? 0 : whole) * unitNs;
    if (fraction !== '') totalNs += (BigInt(fraction) * unitNs) / 10n ** BigInt(fraction.length);
  }
  return totalNs;
}
