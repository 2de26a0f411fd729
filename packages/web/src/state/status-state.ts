// What the Status page shows, as state of the address: which of its tables are shown whole. It has no time range: it is
// about now.

import { readTexts } from './search-params.ts';

export const LONG_TABLES = ['senders', 'services', 'attributes'] as const;
export type LongTable = (typeof LONG_TABLES)[number];

export interface StatusState {
  readonly all?: readonly LongTable[];
}

/** From an address; what is not understood is left out. */
export function readStatusState(raw: Readonly<Record<string, unknown>>): StatusState {
  const texts = readTexts(raw, 'all');
  const all = LONG_TABLES.filter((table) => texts.includes(table));
  return all.length === 0 ? {} : { all };
}
