// How often, in the unit that needs no small fraction: "12.3/s", "48/min", "3/h".

const PER_MINUTE = 60;
const PER_HOUR = 3600;

export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return '0/s';
  if (perSecond >= 1) return `${shown(perSecond)}/s`;
  if (perSecond * PER_MINUTE >= 1) return `${shown(perSecond * PER_MINUTE)}/min`;
  return `${shown(perSecond * PER_HOUR)}/h`;
}

/** Three digits that count. */
function shown(rate: number): string {
  const digits = rate >= 100 ? 0 : rate >= 10 ? 1 : 2;
  return Number(rate.toFixed(digits)).toLocaleString('en-US');
}
