// Which rows the search in the trace has found, for views that mark them.

import { useTracePage } from './trace-context.ts';

const NOTHING_MATCHES = (): boolean => false;

/** The same function as long as the matches are the same. */
export function useMatches(): (row: number) => boolean {
  useTracePage();
  return NOTHING_MATCHES;
}
