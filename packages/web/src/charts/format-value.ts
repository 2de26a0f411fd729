// Values of charts in words, by unit: exact to three digits in a readout, short on an axis.

import { assertNever } from '@throughline/model/base/assert';
import { formatCount, formatShare } from '../base/format-count.ts';
import { formatDuration, formatTick } from '../base/format-duration.ts';
import type { ChartUnit } from './chart-types.ts';

const SUFFIXES = ['', 'k', 'M', 'G', 'T'] as const;
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const THOUSAND = 1000;
/** Below this a number on an axis is written out. */
const SHORT_FROM = 10_000;
const NS_PER_SECOND = 1e9;

/** How often it can be divided by a thousand, as far as there are names for it. */
function scaleOf(value: number, names: readonly string[]): number {
  let scale = 0;
  for (let rest = Math.abs(value); rest >= THOUSAND && scale < names.length - 1; scale++) {
    rest /= THOUSAND;
  }
  return scale;
}

/** At most three digits that say something: 12.3, 0.042, 1,204. */
function threeDigits(value: number): string {
  if (Math.abs(value) >= 100) return formatCount(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function inBytes(value: number): string {
  const scale = scaleOf(value, BYTE_UNITS);
  return `${threeDigits(value / THOUSAND ** scale)} ${BYTE_UNITS[scale] ?? ''}`;
}

export function formatValue(unit: ChartUnit, value: number): string {
  switch (unit) {
    case 'count':
      return Number.isInteger(value) ? formatCount(value) : threeDigits(value);
    case 'perSecond':
      return `${threeDigits(value)}/s`;
    case 'seconds':
      return formatDuration(value * NS_PER_SECOND);
    case 'share':
      return formatShare(value);
    case 'bytes':
      return inBytes(value);
    default:
      return assertNever(unit);
  }
}

function short(value: number): string {
  if (Math.abs(value) < SHORT_FROM) return threeDigits(value);
  const scale = scaleOf(value, SUFFIXES);
  return `${threeDigits(value / THOUSAND ** scale)}${SUFFIXES[scale] ?? ''}`;
}

/** The labels of one axis; all of a duration's are in one unit. */
export function formatAxis(unit: ChartUnit, ticks: readonly number[]): string[] {
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0));
  const max = Math.max(...ticks.map(Math.abs), 0);
  return ticks.map((tick) => {
    switch (unit) {
      case 'count':
        return short(tick);
      case 'perSecond':
        return tick === 0 ? '0' : `${short(tick)}/s`;
      case 'seconds':
        return formatTick(tick * NS_PER_SECOND, step * NS_PER_SECOND, max * NS_PER_SECOND);
      case 'share':
        return `${Number((tick * 100).toPrecision(3))} %`;
      case 'bytes':
        return tick === 0 ? '0' : inBytes(tick);
      default:
        return assertNever(unit);
    }
  });
}
