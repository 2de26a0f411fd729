// The last search of this tab, so that "back to Explore" returns to it from anywhere.

import type { ExploreState } from './explore-state.ts';

let last: ExploreState = {};

export function rememberExplore(state: ExploreState): void {
  last = state;
}

export function lastExplore(): ExploreState {
  return last;
}
