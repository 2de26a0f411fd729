// How fast spans come in now: over the last whole bins of a minute, so that a sender that sends every few seconds has a
// rate that stands still.

import type { ActivityAnswer, ActivityProtocol } from '@throughline/model/api/activity';

const SECONDS = 60;

/** Spans a second. The last bin is not over yet and does not count, but for what is only in it. */
export function recentRate(
  { binSeconds }: Pick<ActivityAnswer, 'binSeconds'>,
  { spansPerBin }: Pick<ActivityProtocol, 'spansPerBin'>,
): number {
  const bins = Math.max(1, Math.round(SECONDS / binSeconds));
  const whole = spansPerBin.slice(-bins - 1, -1);
  const spans = whole.reduce((sum, each) => sum + each, 0);
  if (spans === 0) return (spansPerBin.at(-1) ?? 0) / binSeconds;
  return spans / (whole.length * binSeconds);
}
