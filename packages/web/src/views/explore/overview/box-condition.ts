// A box of the heatmap as a condition of the query, and back: durations rounded outward to three digits,
// as a person would write them.

import { parseDuration } from '../../../base/format-duration.ts';

const UNITS: readonly (readonly [name: string, ns: number])[] = [
  ['h', 3_600e9],
  ['m', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
];
const DIGITS = 3;

/** "537ms", "1.08s": not above (down) or not below (up) what it stands for. */
export function writeDuration(ns: number, direction: 'down' | 'up'): string {
  const [name, unitNs] = UNITS.find(([, size]) => ns >= size) ?? ['ns', 1];
  const value = ns / unitNs;
  const scale = 10 ** Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.max(value, 1))));
  const exact = value * scale;
  // A value that has three digits must not be moved by what floating point makes of it.
  const nearest = Math.round(exact);
  const isWhole = Math.abs(exact - nearest) < 1e-6 * Math.max(nearest, 1);
  const rounded = isWhole ? nearest : direction === 'down' ? Math.floor(exact) : Math.ceil(exact);
  return `${rounded / scale}${name}`;
}

interface Durations {
  readonly aboveNs: number;
  readonly upToNs: number;
}

export function durationCondition({ aboveNs, upToNs }: Durations): string {
  return `duration > ${writeDuration(aboveNs, 'down')} && duration <= ${writeDuration(upToNs, 'up')}`;
}

const CONDITION = /^\{ duration > (\S+) && duration <= (\S+) \}$/;

/** The durations of a selection that is a box; undefined when it is another one. */
export function readDurations(selection: string): Durations | undefined {
  const [, above = '', upTo = ''] = CONDITION.exec(selection) ?? [];
  const aboveNs = parseDuration(above);
  const upToNs = parseDuration(upTo);
  return aboveNs === undefined || upToNs === undefined ? undefined : { aboveNs, upToNs };
}
