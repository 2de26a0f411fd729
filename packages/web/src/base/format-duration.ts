// Durations in words: three significant digits and one unit ("3.80 s", "45.0 ms"), and the inverse,
// reading what a person types ("1.5s"). Not for points in time (format-time.ts).

interface Unit {
  readonly name: string;
  readonly ns: number;
}

const NS: Unit = { name: 'ns', ns: 1 };
const UNITS: readonly Unit[] = [
  { name: 'd', ns: 86_400e9 },
  { name: 'h', ns: 3_600e9 },
  { name: 'min', ns: 60e9 },
  { name: 's', ns: 1e9 },
  { name: 'ms', ns: 1e6 },
  { name: 'µs', ns: 1e3 },
  NS,
];

/** The largest unit of which the value has at least one. */
function unitOf(absoluteNs: number): Unit {
  return UNITS.find((unit) => absoluteNs >= unit.ns) ?? NS;
}

/** Three significant digits, one unit. Whole nanoseconds have no decimals; zero is "0 ns". */
export function formatDuration(ns: number): string {
  if (ns < 0) return `−${formatDuration(-ns)}`;
  // 999.6 ms rounds to 1,000 ms, which is 1.00 s: choose the unit after rounding.
  const rounded = ns === 0 ? 0 : Number(ns.toPrecision(3));
  const unit = unitOf(rounded);
  const value = rounded / unit.ns;
  if (unit.ns === 1) return `${Math.round(value)} ns`;
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(decimals)} ${unit.name}`;
}

/** All digits there are, for the hover: "3.801234567 s", "45.03 ms". */
export function formatDurationExact(ns: number): string {
  const unit = unitOf(Math.abs(ns));
  const decimals = Math.round(Math.log10(unit.ns));
  const value = unit.ns >= 60e9 ? (ns / unit.ns).toFixed(6) : (ns / unit.ns).toFixed(decimals);
  const trimmed = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return `${trimmed} ${unit.name}`;
}

/** An axis label: one unit for every tick of one axis, as many decimals as its step needs. */
export function formatTick(ns: number, stepNs: number, maxNs: number): string {
  if (ns === 0) return '0';
  const unit = unitOf(Math.max(Math.abs(maxNs), stepNs));
  // A step far finer than the unit would need many digits: fall back to a finer unit.
  const largest = stepNs / unit.ns < 1e-4 ? unitOf(stepNs * 1e3) : unit;
  // Ten seconds are no decimals of a minute.
  const units = UNITS.slice(UNITS.indexOf(largest));
  const finer = units.find(({ ns: unitNs }) => decimalsOf(stepNs / unitNs) !== undefined) ?? NS;
  const decimals = decimalsOf(stepNs / finer.ns) ?? 0;
  return `${addThousands((ns / finer.ns).toFixed(decimals))} ${finer.name}`;
}

/** Decimals that a step needs, of which one or two digits are not zero; undefined where those are not enough. */
function decimalsOf(step: number): number | undefined {
  const least = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const isExact = (decimals: number): boolean =>
    Math.abs(Number(step.toFixed(decimals)) - step) < step * 1e-6;
  return [least, least + 1].find(isExact);
}

function addThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const TYPED_UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
};

const TYPED = /^(?:\d+(?:\.\d+)?\s*(?:ns|us|µs|μs|ms|s|m|h)\s*)+$/;
const TYPED_PART = /(\d+(?:\.\d+)?)\s*(ns|us|µs|μs|ms|s|m|h)/g;

/** Reads "100ms", "1.5 s", "1m30s"; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!TYPED.test(text.trim())) return undefined;
  let ns = 0;
  for (const [, number, unit] of text.matchAll(TYPED_PART)) {
    ns += Number(number) * (TYPED_UNITS[unit ?? ''] ?? 0);
  }
  return ns;
}
