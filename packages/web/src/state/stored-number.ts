// A number that this browser remembers, such as the width of a column.

import { useCallback, useState } from 'react';

const PREFIX = 'throughline.';

function read(key: string): number | undefined {
  try {
    const value = Number.parseFloat(localStorage.getItem(PREFIX + key) ?? '');
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function useStoredNumber(
  key: string,
  initial: number,
): readonly [number, (value: number) => void] {
  const [value, setValue] = useState(() => read(key) ?? initial);
  const store = useCallback(
    (next: number) => {
      setValue(next);
      try {
        localStorage.setItem(PREFIX + key, String(Math.round(next)));
      } catch {
        // Without storage the number holds for this page.
      }
    },
    [key],
  );
  return [value, store];
}
