// Live tail: new traces at the top of the list as they arrive, until somebody scrolls down to read.

import type { Explore } from '../use-explore.ts';
import { useLive } from './use-live.ts';
import type { ShownSearch } from './use-search.ts';

interface LiveButtonProps {
  readonly explore: Explore;
  readonly search: ShownSearch;
}

export function LiveButton({ explore, search }: LiveButtonProps) {
  const { state, range, change } = explore;
  const isPossible = state.order === undefined && range.end === undefined;
  const isOn = state.live === 'on' && isPossible;
  const { isPaused, error, resume } = useLive(isOn, search);
  const title = isPossible
    ? 'Show new traces as they arrive'
    : 'Live needs the order “newest first” and a time range that ends now';
  return (
    <>
      {isOn && isPaused && (
        <button type="button" className="button" data-testid="resume-live" onClick={resume}>
          Paused: back to the newest
        </button>
      )}
      <button
        type="button"
        className={`button live-button ${isOn ? 'live-on' : ''}`}
        aria-pressed={isOn}
        disabled={!isPossible}
        title={error === undefined ? title : `Not up to date: ${error.message}`}
        data-testid="live"
        onClick={() => change({ live: isOn ? undefined : 'on' })}
      >
        <span className="live-mark" aria-hidden="true" />
        {error === undefined ? 'Live' : 'Live: no answer'}
      </button>
    </>
  );
}
