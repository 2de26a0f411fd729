// Whether something has been going on for long enough to be spoken of: anything faster is not worth a word.

import { useEffect, useState } from 'react';

const PATIENCE_MS = 300;

/** `what`: tells one thing that goes on from the next, which is waited for anew. */
export function useLate(isOn: boolean, what = ''): boolean {
  const [isLate, setLate] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thing begins to be waited for anew
  useEffect(() => {
    setLate(false);
    if (!isOn) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isOn, what]);
  return isLate;
}
