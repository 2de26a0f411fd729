// Which rows the search in the trace has found, for views that mark them.

import { useMemo } from 'react';
import { useTracePage } from './trace-context.ts';

/** The same function as long as the matches are the same. */
export function useMatches(): (row: number) => boolean {
  const isMatch = useTracePage().matches?.isMatch;
  return useMemo(() => (row) => isMatch?.[row] === 1, [isMatch]);
}
