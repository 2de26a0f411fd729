// Search in a JSON text: Enter goes to the next match, Shift Enter to the one before.

import { type KeyboardEvent, useDeferredValue, useMemo, useState } from 'react';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { countText, findText } from '../../../data/json-lines.ts';

interface JsonSearchProps {
  readonly text: string;
  /** Where the match that is shown begins. */
  readonly at: number | undefined;
  readonly onFound: (at: number, length: number) => void;
  readonly onCleared: () => void;
}

/** Counting more takes longer than anybody waits while typing. */
const MAX_COUNTED = 10_000;

const MIN_SEARCH = 2;

export function JsonSearch({ text, at, onFound, onCleared }: JsonSearchProps) {
  const [wanted, setWanted] = useState('');
  const searched = useDeferredValue(wanted);
  const count = useMemo(
    () => (searched.length < MIN_SEARCH ? undefined : countText(text, searched, MAX_COUNTED)),
    [text, searched],
  );
  const go = (backwards: boolean): void => {
    if (wanted.length < MIN_SEARCH) return;
    const from = at === undefined ? 0 : backwards ? at : at + 1;
    const found = findText(text, wanted, from, backwards);
    if (found >= 0) onFound(found, wanted.length);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go(event.shiftKey);
  };
  return (
    <div className="json-search">
      <input
        type="search"
        className="input"
        placeholder="Search the JSON"
        aria-label="Search the JSON"
        value={wanted}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setWanted(event.target.value);
          onCleared();
        }}
      />
      <button
        type="button"
        className="button button-icon"
        aria-label="Previous match"
        disabled={(count ?? 0) === 0}
        onClick={() => go(true)}
      >
        ↑
      </button>
      <button
        type="button"
        className="button button-icon"
        aria-label="Next match"
        disabled={(count ?? 0) === 0}
        onClick={() => go(false)}
      >
        ↓
      </button>
      <p className="muted" role="status" data-testid="json-matches">
        {describeCount(count)}
      </p>
    </div>
  );
}

function describeCount(count: number | undefined): string {
  if (count === undefined) return '';
  if (count === MAX_COUNTED) return `at least ${formatCount(MAX_COUNTED)} matches`;
  return formatQuantity(count, 'match', 'matches');
}
