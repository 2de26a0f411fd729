// The queries of before: those that were saved under a name, for everybody, and those run last in this browser.

import { useState } from 'react';
import { PopupButton } from '../../../widgets/popup-button.tsx';
import { forgetQueries, MAX_RECENT, recentQueries } from './recent-queries.ts';
import { SavedQueries } from './saved-queries.tsx';

interface QueryMenuProps {
  readonly text: string;
  readonly onChoose: (text: string) => void;
}

export function QueryMenu({ text, onChoose }: QueryMenuProps) {
  return (
    <PopupButton label="Queries" className="button button-chevron" alignRight>
      {(close) => (
        <Menu
          text={text}
          onChoose={(chosen) => {
            close();
            onChoose(chosen);
          }}
        />
      )}
    </PopupButton>
  );
}

function Menu(props: QueryMenuProps) {
  return (
    <div className="query-menu">
      <SavedQueries {...props} />
      <Recent {...props} />
    </div>
  );
}

function Recent({ text, onChoose }: QueryMenuProps) {
  const [queries, setQueries] = useState(recentQueries);
  return (
    <section aria-label="Recent queries">
      <div className="query-menu-head">
        <h2>Run last in this browser</h2>
        {queries.length > 0 && (
          <button
            type="button"
            className="button button-quiet button-small"
            onClick={() => {
              forgetQueries();
              setQueries([]);
            }}
          >
            Forget
          </button>
        )}
      </div>
      {queries.length === 0 && (
        <p className="muted query-menu-note">None yet; the last {MAX_RECENT} are kept.</p>
      )}
      <div className="query-menu-list">
        {queries.map((query) => (
          <button
            key={query}
            type="button"
            className="option mono"
            aria-pressed={query === text}
            title={query}
            onClick={() => onChoose(query)}
          >
            <span className="ellipsis">{query}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
