// What the page of one service shows, as state of the address: how its operations are listed, and the time range.

import { readText } from './search-params.ts';
import { readTableState, type TablePageState } from './table-state.ts';

export interface ServiceState extends TablePageState {
  /** All operations, not only the first. */
  readonly all?: 'on';
}

/** From an address; what is not understood is left out. */
export function readServiceState(raw: Readonly<Record<string, unknown>>): ServiceState {
  return { ...readTableState(raw), ...(readText(raw, 'all') === 'on' ? { all: 'on' } : {}) };
}
