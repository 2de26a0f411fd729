// A point in time as the API takes it (RFC 3339, an epoch number, "now", "now-1h") in nanoseconds
// since the epoch, exactly.

const NANOS_PER_MS = 1_000_000n;

const NANOS_PER_UNIT: Readonly<Record<string, bigint>> = {
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

export const TIME_EXPECTED =
  'RFC 3339 (2026-01-31T12:00:00Z), an epoch number, "now", or "now-1h" with s, m, h or d';

/** Times are stored as unsigned 64-bit nanoseconds; what comes back must fit the signed ones too. */
const MAX_NANOS = 2n ** 63n - 1n;

/** undefined when the text is not a time between 1970 and 2262. */
export function parseTimeNs(text: string, nowNs: bigint): bigint | undefined {
  const nanos = parseRelative(text, nowNs) ?? parseEpoch(text) ?? parseRfc3339(text);
  return nanos !== undefined && nanos >= 0n && nanos <= MAX_NANOS ? nanos : undefined;
}

function parseRelative(text: string, nowNs: bigint): bigint | undefined {
  if (text === 'now') return nowNs;
  // A plus sign in a query string that was not escaped arrives as a blank.
  const match = /^now([-+ ])([0-9]{1,9})([smhd])$/.exec(text);
  const unit = NANOS_PER_UNIT[match?.[3] ?? ''];
  if (match === null || unit === undefined) return undefined;
  const distance = BigInt(match[2] ?? '') * unit;
  return match[1] === '-' ? nowNs - distance : nowNs + distance;
}

/**
 * Seconds, milliseconds, microseconds or nanoseconds by the number of digits: each unit has room
 * from 1973 to 5138, so no present-day number is ambiguous.
 */
function parseEpoch(text: string): bigint | undefined {
  if (!/^[0-9]{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  if (text.length <= 11) return value * 1_000_000_000n;
  if (text.length <= 14) return value * NANOS_PER_MS;
  if (text.length <= 17) return value * 1_000n;
  return value;
}

function parseRfc3339(text: string): bigint | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?([Zz]|[-+ ]\d{2}:\d{2})$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, date = '', time = '', fraction = '', zone = ''] = match;
  const milliseconds = Date.parse(`${date}T${time}${zone.replace(' ', '+').toUpperCase()}`);
  if (Number.isNaN(milliseconds) || !isCalendarDay(date)) return undefined;
  return BigInt(milliseconds) * NANOS_PER_MS + BigInt(fraction.padEnd(9, '0'));
}

/** Date.parse takes the 30th of February for the 2nd of March; we do not. */
function isCalendarDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
