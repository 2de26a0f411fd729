// Nothing was found: what was asked, and what can be taken back of it.

import { readQuery } from '../../../query/query-parts.ts';
import { ANY_TIME, isAnyTime } from '../../../state/time-range.ts';
import { Message } from '../../../widgets/message.tsx';
import type { Explore } from '../use-explore.ts';

interface NoResultsProps {
  readonly explore: Explore;
  readonly phase: 'done' | 'cancelled';
  /** It was ended by a limit, which stands above. */
  readonly isIncomplete: boolean;
  readonly onRun: () => void;
}

export function NoResults({ explore, phase, isIncomplete, onRun }: NoResultsProps) {
  const { state, range, setRange, setQuery } = explore;
  if (phase === 'cancelled') {
    return (
      <Message
        title="The search was cancelled"
        actions={
          <button type="button" className="button button-primary" onClick={onRun}>
            Search again
          </button>
        }
      >
        <p className="muted">Until then, no trace was found.</p>
      </Message>
    );
  }
  const isEver = isAnyTime(range);
  const parts = readQuery(state.q ?? '');
  const count = parts.kind === 'conditions' ? parts.conditions.length : 0;
  const reason = isIncomplete
    ? 'There may be traces that match. A shorter time range is searched sooner.'
    : `No trace that ${isEver ? 'is kept' : 'began in this time range'} has what the query asks for.`;
  return (
    <Message
      title={isIncomplete ? 'Nothing was found before the search was ended' : 'No trace matches'}
      testId="no-results"
      actions={
        <>
          {!isEver && (
            <button type="button" className="button" onClick={() => setRange({ start: ANY_TIME })}>
              Search any time
            </button>
          )}
          {state.q !== undefined && (
            <button type="button" className="button" onClick={() => setQuery('')}>
              Clear the query
            </button>
          )}
        </>
      }
    >
      <p className="muted">
        {reason}
        {count > 1 && ' All conditions in one pair of braces must hold on one and the same span.'}
      </p>
    </Message>
  );
}
