// What the map shows, as state of the address: the range, the service it is about and how far around it, what is
// selected and searched for, and whether it is a picture or a list.

import { readText } from './search-params.ts';
import { readTimeRange, type TimeRange } from './time-range.ts';

export interface MapState extends TimeRange {
  /** Only what is within `depth` calls of it. */
  readonly service?: string;
  readonly depth?: number;
  /** Id of a node: "service:cart". */
  readonly select?: string;
  readonly find?: string;
  readonly form?: 'list';
}

export const DEFAULT_DEPTH = 1;
/** "All": further than any call goes. */
export const MAX_DEPTH = 20;

/** From an address; what is not understood is left out. */
export function readMapState(raw: Readonly<Record<string, unknown>>): MapState {
  const service = readText(raw, 'service');
  const depth = readDepth(readText(raw, 'depth'));
  const select = readText(raw, 'select');
  const find = readText(raw, 'find');
  return {
    ...readTimeRange(raw),
    ...(service === undefined ? {} : { service }),
    ...(service === undefined || depth === undefined ? {} : { depth }),
    ...(select === undefined ? {} : { select }),
    ...(find === undefined ? {} : { find }),
    ...(readText(raw, 'form') === 'list' ? { form: 'list' } : {}),
  };
}

function readDepth(text: string | undefined): number | undefined {
  const depth = Number(text);
  const isDepth = Number.isInteger(depth) && depth > DEFAULT_DEPTH && depth <= MAX_DEPTH;
  return isDepth ? depth : undefined;
}
