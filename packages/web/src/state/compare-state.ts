// What the comparison shows, as state of its address: two traces, or a trace and what is usual, how the
// operations are listed, and which of them is looked at.

import { readText } from './search-params.ts';

export const USUAL = 'usual';

export interface CompareState {
  /** Id of the trace that is looked at. */
  readonly left?: string;
  /** Id of the trace it is held against; absent or "usual": what is usual. */
  readonly right?: string;
  /** Absent: as a tree. */
  readonly list?: 'effect';
  /** Absent: operations without a difference are left out, unless they lead to one. */
  readonly show?: 'all';
  /** Index of an operation. */
  readonly at?: string;
}

export function readCompareState(raw: Readonly<Record<string, unknown>>): CompareState {
  const left = readText(raw, 'left');
  const right = readText(raw, 'right');
  const at = readText(raw, 'at');
  return {
    ...(left === undefined ? {} : { left }),
    ...(right === undefined || right === USUAL ? {} : { right }),
    ...(raw['list'] === 'effect' ? { list: 'effect' as const } : {}),
    ...(raw['show'] === 'all' ? { show: 'all' as const } : {}),
    ...(at !== undefined && /^\d{1,6}$/.test(at) ? { at } : {}),
  };
}
