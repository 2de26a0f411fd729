// The time range in the top bar: what it is, the panel to choose another, earlier, later, wider, and asking again.

import { useEffect } from 'react';
import './range.css';
import { formatSpanOfTime } from '../../base/format-time.ts';
import { useAskAgain } from '../../data/use-ask-again.ts';
import {
  isAnyTime,
  isRelative,
  moveRange,
  nameOfRange,
  resolveRange,
  zoomRange,
} from '../../state/time-range.ts';
import { useTimeZone } from '../../state/time-zone.ts';
import { EarlierIcon, LaterIcon, RefreshIcon, ZoomOutIcon } from '../../widgets/icons.tsx';
import { isTyping } from '../../widgets/is-typing.ts';
import { PopupButton } from '../../widgets/popup-button.tsx';
import { RangePanel } from './range-panel.tsx';
import { useTimeRange } from './use-time-range.ts';

export function RangeBar() {
  const { range, resolved, setRange } = useTimeRange();
  const refresh = useAskAgain();
  useTimeZone();

  const zoom = (factor: number): void => setRange(zoomRange(range, factor, Date.now()));
  const move = (direction: 1 | -1): void => setRange(moveRange(range, direction, Date.now()));
  const isOpenEnded = isAnyTime(range);
  // It ends now: later than that there is nothing.
  const isLast = isRelative(range) || isOpenEnded || resolved.endMs >= Date.now();
  useRangeKeys({ zoom, move: isOpenEnded ? () => {} : move, refresh });
  const absolute = formatSpanOfTime(resolved.startMs, resolved.endMs);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div className="range-bar" role="group" aria-label="Time range" data-testid="range">
      <button
        type="button"
        className="button button-quiet button-icon range-step"
        aria-label="Earlier"
        title="Earlier by half of the range ([)"
        disabled={isOpenEnded}
        onClick={() => move(-1)}
      >
        <EarlierIcon />
      </button>
      <PopupButton
        label={<span className="ellipsis">{nameOfRange(range) ?? absolute}</span>}
        className="button button-chevron range-button"
        title={isOpenEnded ? 'Everything that is kept' : absolute}
        alignRight
      >
        {(close) => (
          <RangePanel
            range={range}
            resolved={resolveRange(range, Date.now())}
            onChoose={(next) => {
              close();
              setRange(next);
            }}
          />
        )}
      </PopupButton>
      <button
        type="button"
        className="button button-quiet button-icon range-step"
        aria-label="Later"
        title="Later by half of the range (])"
        disabled={isLast}
        onClick={() => move(1)}
      >
        <LaterIcon />
      </button>
      <button
        type="button"
        className="button button-quiet button-icon range-step"
        aria-label="Zoom out"
        title="Twice as long (−); half with +"
        disabled={isOpenEnded}
        onClick={() => zoom(2)}
      >
        <ZoomOutIcon />
      </button>
      <button
        type="button"
        className="button button-quiet button-icon"
        aria-label="Refresh"
        title="Ask again, up to now (R)"
        onClick={refresh}
      >
        <RefreshIcon />
      </button>
    </div>
  );
}

interface RangeActions {
  readonly zoom: (factor: number) => void;
  readonly move: (direction: 1 | -1) => void;
  readonly refresh: () => void;
}

function useRangeKeys({ zoom, move, refresh }: RangeActions): void {
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      '[': () => move(-1),
      ']': () => move(1),
      '-': () => zoom(2),
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      r: refresh,
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const action = actions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [zoom, move, refresh]);
}
