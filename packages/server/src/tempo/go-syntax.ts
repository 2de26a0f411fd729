// Numbers and durations as Go's standard library reads them, and what it says when it cannot: the parameters of
// Tempo's API are Go's, and clients know its error texts.

import { BadRequestError } from './bad-request.ts';

/** `strconv.ParseUint(text, 10, bits)`. `field` is put before what is wrong. */
export function parseUint(field: string, text: string, bits: 32 | 64): bigint {
  const value = /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined) throw syntaxError(field, 'ParseUint', text);
  if (BigInt.asUintN(bits, value) !== value) throw rangeError(field, 'ParseUint', text);
  return value;
}

/** `strconv.ParseInt(text, 10, bits)`. */
export function parseInt64(field: string, text: string): bigint {
  const value = /^[-+]?[0-9]+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
  if (value === undefined) throw syntaxError(field, 'ParseInt', text);
  if (BigInt.asIntN(64, value) !== value) throw rangeError(field, 'ParseInt', text);
  return value;
}

function syntaxError(field: string, call: string, text: string): BadRequestError {
  return new BadRequestError(`${field}: strconv.${call}: parsing ${quoted(text)}: invalid syntax`);
}

function rangeError(field: string, call: string, text: string): BadRequestError {
  return new BadRequestError(
    `${field}: strconv.${call}: parsing ${quoted(text)}: value out of range`,
  );
}

/** As Go's %q, for what parameters are made of. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

const NS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  // The Greek letter, which looks the same.
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MAX_INT64 = 2n ** 63n - 1n;

/** A longer text is no duration, and would only make its digits cost. */
const MAX_DURATION_CHARACTERS = 128;

/** `time.ParseDuration`: `1h15m30.9s`, `-1.5ms`, `0`. */
export function parseGoDuration(field: string, text: string): bigint {
  const fail = (reason: string): never => {
    throw new BadRequestError(`${field}: time: ${reason}duration ${quoted(text)}`);
  };
  if (text.length > MAX_DURATION_CHARACTERS) fail('invalid ');
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return 0n;
  if (unsigned === '') fail('invalid ');
  let totalNs = 0n;
  const part = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/y;
  while (part.lastIndex < unsigned.length) {
    const [, whole = '', fraction = '', unit = ''] = part.exec(unsigned) ?? [];
    if (whole === '' && fraction === '') fail('invalid ');
    if (unit === '') fail('missing unit in ');
    const unitNs = NS_PER_UNIT[unit] ?? fail(`unknown unit ${quoted(unit)} in `);
    totalNs += (BigInt(whole + fraction) * unitNs) / 10n ** BigInt(fraction.length);
    if (totalNs > MAX_INT64) fail('invalid ');
  }
  return text.startsWith('-') ? -totalNs : totalNs;
}

/** As Prometheus writes them, in this order: `1y2w3d4h5m6s7ms`. */
const PROMETHEUS_DURATION =
  /^(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/;

const PROMETHEUS_UNITS_MS = [
  365n * 86_400_000n,
  7n * 86_400_000n,
  86_400_000n,
  3_600_000n,
  60_000n,
  1_000n,
  1n,
];

export function parsePrometheusDuration(text: string): bigint {
  if (text === '0') return 0n;
  const match = text.length > MAX_DURATION_CHARACTERS ? null : PROMETHEUS_DURATION.exec(text);
  if (match === null || text === '') {
    throw new BadRequestError(`not a valid duration string: ${quoted(text)}`);
  }
  const totalMs = PROMETHEUS_UNITS_MS.reduce(
    (sumMs, unitMs, at) => sumMs + BigInt(match[at + 1] ?? '0') * unitMs,
    0n,
  );
  const totalNs = totalMs * 1_000_000n;
  if (totalNs > MAX_INT64) throw new BadRequestError('duration out of range');
  return totalNs;
}
