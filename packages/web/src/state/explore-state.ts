// What Explore shows, as state of the address: the query, how its answer is ordered and shown, and the time
// range. Addresses with conditions of their own (`service=…`) lead to the same as a query: the server sees to it.

import type { TraceOrder } from '@throughline/model/api/search';
import { readText, readTexts } from './search-params.ts';
import { readTimeRange, type TimeRange } from './time-range.ts';

export const TRACE_ORDERS = ['start', 'duration', 'spans', 'errors'] as const;
export const DEFAULT_ORDER: TraceOrder = 'start';

/** Columns that every trace has. The root is always shown: it is the link. */
export const COLUMNS = ['start', 'duration', 'spans', 'errors', 'services', 'finding'] as const;
export type Column = (typeof COLUMNS)[number];

export interface ExploreState extends TimeRange {
  /** TraceQL; absent finds every trace. */
  readonly q?: string;
  /** Absent is DEFAULT_ORDER. */
  readonly order?: TraceOrder;
  /** Fields, as TraceQL writes them, with a column of their own. */
  readonly column?: readonly string[];
  /** Columns that are not shown. */
  readonly hide?: readonly Column[];
  /** A field: instead of traces, its values with what their spans are like. */
  readonly group?: string;
  readonly live?: 'on';
  /** A filter: the spans whose differences from the others are shown. */
  readonly differ?: string;
  /** When those start, as epoch milliseconds; absent: at any time of the range. */
  readonly differFrom?: string;
  readonly differTo?: string;
  /** A filter: what they are held against; absent: all others. */
  readonly against?: string;
}

/** More columns than fit any screen; the query stays short. */
export const MAX_COLUMNS = 12;

/** From an address; what is not understood is left out. */
export function readExploreState(raw: Readonly<Record<string, unknown>>): ExploreState {
  const q = readText(raw, 'q');
  const order = TRACE_ORDERS.find((known) => known === readText(raw, 'order'));
  const column = [...new Set(readTexts(raw, 'column'))].slice(0, MAX_COLUMNS);
  const hidden = readTexts(raw, 'hide');
  const hide = COLUMNS.filter((known) => hidden.includes(known));
  const group = readText(raw, 'group');
  return {
    ...(q === undefined ? {} : { q }),
    ...(order === undefined || order === DEFAULT_ORDER ? {} : { order }),
    ...(column.length === 0 ? {} : { column }),
    ...(hide.length === 0 ? {} : { hide }),
    ...(group === undefined ? {} : { group }),
    ...(raw['live'] === 'on' ? { live: 'on' } : {}),
    ...readDiffer(raw),
    ...readTimeRange(raw),
  };
}

const MILLISECONDS = /^\d{1,15}$/;

function readDiffer(raw: Readonly<Record<string, unknown>>): Partial<ExploreState> {
  const differ = readText(raw, 'differ');
  if (differ === undefined) return {};
  const differFrom = readText(raw, 'differFrom') ?? '';
  const differTo = readText(raw, 'differTo') ?? '';
  const against = readText(raw, 'against');
  const isWindow = MILLISECONDS.test(differFrom) && MILLISECONDS.test(differTo);
  return {
    differ,
    ...(isWindow ? { differFrom, differTo } : {}),
    ...(against === undefined ? {} : { against }),
  };
}
