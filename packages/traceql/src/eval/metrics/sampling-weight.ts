// How many spans one stands for, when the others were left out by sampling: OpenTelemetry's threshold in the
// trace state (`ot=th:c`), the number below which spans were dropped, as up to 14 hex digits of a fraction.

const THRESHOLD = /(?:^|;)th:([0-9a-f]{1,14})(?:;|$)/;
const DIGITS = 14;
const ALL = 2n ** 56n;

/** 1 when the trace state says nothing of sampling. */
export function samplingWeight(traceState: string): number {
  const vendor = traceState
    .split(',')
    .map((entry) => entry.replace(/^[ \t]+|[ \t]+$/g, ''))
    .find((entry) => entry.startsWith('ot='));
  const digits = THRESHOLD.exec(vendor?.slice('ot='.length) ?? '')?.[1];
  if (digits === undefined) return 1;
  return Number(ALL) / Number(ALL - BigInt(`0x${digits.padEnd(DIGITS, '0')}`));
}
