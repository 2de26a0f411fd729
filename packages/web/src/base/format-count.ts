// Counts in words: "1,204 traces", "1 span". Exact, never "many".

const formatter = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return formatter.format(count);
}

/** "1 span", "42 spans"; give the plural where it is not the singular with an s. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A share of a whole: "94 %", "0.4 %", "< 0.1 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent < 10 && percent > 0 ? percent.toFixed(1) : Math.round(percent)} %`;
}

const PER_MINUTE = 60;
const PER_HOUR = 3600;
/** Below these the next longer unit of time is easier to read. */
const LEAST_PER_SECOND = 0.1;
const LEAST_PER_MINUTE = 1;

/** In the unit in which it is a number one can imagine: "1,204/s", "12.3/s", "5.2/min", "1/h". */
export function formatRate(perSecond: number): string {
  const digits = (value: number, precision: number): string =>
    value >= 100 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(precision)));
  if (perSecond === 0 || perSecond >= LEAST_PER_SECOND) return `${digits(perSecond, 3)}/s`;
  const perMinute = perSecond * PER_MINUTE;
  if (perMinute >= LEAST_PER_MINUTE) return `${digits(perMinute, 2)}/min`;
  return `${digits(perSecond * PER_HOUR, 2)}/h`;
}
