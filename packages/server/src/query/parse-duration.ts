// A duration as people write it (`1.5s`, `250us`, `2h`) in nanoseconds, exactly.

const NANOS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  // The Greek letter, which looks the same and is what some keyboards give.
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

export const DURATION_EXPECTED = 'a number with a unit (ns, us, ms, s, m, h), such as 1.5s';

/** Longest duration that 64 bits of nanoseconds hold. */
const MAX_NANOS = 2n ** 63n - 1n;

/** undefined when the text is not a duration, or longer than 292 years. */
export function parseDurationNs(text: string): bigint | undefined {
  const match = /^([0-9]{1,19})(?:\.([0-9]{1,18}))?(ns|us|µs|μs|ms|s|m|h)$/.exec(text.trim());
  const unit = NANOS_PER_UNIT[match?.[3] ?? ''];
  if (match === null || unit === undefined) return undefined;
  const fraction = match[2] ?? '';
  const scaled = BigInt(`${match[1]}${fraction}`) * unit;
  // Below a nanosecond nothing is measured; the rest is cut.
  const nanos = scaled / 10n ** BigInt(fraction.length);
  return nanos <= MAX_NANOS ? nanos : undefined;
}
