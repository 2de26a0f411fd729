// The interval that a crosshair is on, for what React shows of it: the readout of a chart.

import { useCallback, useSyncExternalStore } from 'react';
import type { Crosshair } from './crosshair.ts';
import { indexOfTime } from './intervals.ts';

export function useCrosshairIndex(
  crosshair: Crosshair,
  timesMs: readonly number[],
  stepMs: number,
): number | undefined {
  const read = useCallback(
    () =>
      crosshair.timeMs === undefined ? undefined : indexOfTime(timesMs, stepMs, crosshair.timeMs),
    [crosshair, timesMs, stepMs],
  );
  return useSyncExternalStore(crosshair.subscribe, read);
}
