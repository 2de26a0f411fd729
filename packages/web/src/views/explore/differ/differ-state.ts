// The selection whose differences are shown, as state of the address, and as a box of the heatmap where it is one.

import type { HeatmapBox } from '../../../charts/heatmap-grid.ts';
import type { ExploreState } from '../../../state/explore-state.ts';
import type { Changes } from '../../../state/search-params.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { durationCondition, readDurations } from '../overview/box-condition.ts';

export type DifferChanges = Changes<
  Pick<ExploreState, 'differ' | 'differFrom' | 'differTo' | 'against'>
>;

export const NO_DIFFER: DifferChanges = {
  differ: undefined,
  differFrom: undefined,
  differTo: undefined,
  against: undefined,
};

export function differOfBox(box: HeatmapBox): DifferChanges {
  return {
    ...NO_DIFFER,
    differ: `{ ${durationCondition(box)} }`,
    differFrom: String(Math.floor(box.range.startMs)),
    differTo: String(Math.ceil(box.range.endMs)),
  };
}

export function windowOf({ differFrom, differTo }: ExploreState): ResolvedRange | undefined {
  if (differFrom === undefined || differTo === undefined) return undefined;
  return { startMs: Number(differFrom), endMs: Number(differTo) };
}

export function boxOfDiffer(state: ExploreState): HeatmapBox | undefined {
  const range = windowOf(state);
  const durations = state.differ === undefined ? undefined : readDurations(state.differ);
  return range === undefined || durations === undefined ? undefined : { range, ...durations };
}
