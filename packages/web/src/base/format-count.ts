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
