// The last text that the filters could show: while somebody types, they stay as they were instead of coming and
// going with every letter.

import { useRef } from 'react';
import { readQuery } from '../../../query/query-parts.ts';

interface ShownText {
  readonly text: string;
  /** The text is no query now; the filters wait. */
  readonly isWaiting: boolean;
}

export function useShownText(text: string): ShownText {
  const last = useRef('');
  const isWaiting = readQuery(text).kind === 'broken';
  if (!isWaiting) last.current = text;
  return { text: last.current, isWaiting };
}
