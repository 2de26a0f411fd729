// What the page of findings shows, as state of the address: which finding, whose, and the time range.

import { FINDING_NAMES, type FindingName } from '@throughline/model/span/finding-name';
import { readText } from './search-params.ts';
import { readTimeRange, type TimeRange } from './time-range.ts';

export interface FindingsState extends TimeRange {
  readonly name?: FindingName;
  readonly service?: string;
}

/** From an address; what is not understood is left out. */
export function readFindingsState(raw: Readonly<Record<string, unknown>>): FindingsState {
  const asked = readText(raw, 'name');
  const name = FINDING_NAMES.find((known) => known === asked);
  const service = readText(raw, 'service');
  return {
    ...(name === undefined ? {} : { name }),
    ...(service === undefined ? {} : { service }),
    ...readTimeRange(raw),
  };
}
