// Numbers in sentences: three digits of a duration, counts with separators, shares in per cent. In English
// and the same everywhere, because sentences are part of the API and of tests.

const NS_PER_SECOND = 1e9;
const UNITS: readonly (readonly [number, string])[] = [
  [NS_PER_SECOND, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** `3.80 s`, `45 ms`, `1.25 ms`, `17 min`: seconds keep their decimals, so that columns of them compare. */
export function sayDuration(ns: number): string {
  if (ns >= 120 * NS_PER_SECOND) return `${sayCount(Math.round(ns / (60 * NS_PER_SECOND)))} min`;
  for (const [unitNs, unit] of UNITS) {
    if (ns < unitNs) continue;
    const value = ns / unitNs;
    if (value >= 100) return `${Math.round(value)} ${unit}`;
    if (unit === 's') return `${value.toPrecision(3)} ${unit}`;
    return `${Number(value.toPrecision(value >= 10 ? 2 : 3))} ${unit}`;
  }
  return `${Math.round(ns)} ns`;
}

/** `1,204` */
export function sayCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `95 %`; what is there is never said to be nothing. */
export function sayShare(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}

/** `once`, `twice`, `25 times` */
export function sayTimes(count: number): string {
  if (count === 1) return 'once';
  return count === 2 ? 'twice' : `${sayCount(count)} times`;
}

/** `payment \`POST /charge\`` */
export function sayOperation(service: string, operation: string): string {
  return `${service} \`${operation}\``;
}
