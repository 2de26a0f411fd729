// What is wrong with the query, below it, with what may have been meant: one click puts it right.

import { parseOrUndefined } from '../../../query/query-parts.ts';
import type { QueryProblemFound } from './use-check.ts';

interface QueryProblemProps {
  readonly id: string;
  readonly text: string;
  readonly problem: QueryProblemFound | undefined;
  readonly isFresh: boolean;
  readonly onText: (text: string) => void;
}

/** The place is shown in the text itself. */
const PLACE_IN_WORDS = /^parse error at line \d+, col \d+: (syntax error: )?/;

export function QueryProblem({ id, text, problem, isFresh, onText }: QueryProblemProps) {
  const { place } = problem ?? {};
  const inBraces = `{ ${text.trim()} }`;
  const isCondition = isFresh && parseOrUndefined(inBraces) !== undefined;
  const corrections = isFresh && place !== undefined ? place.suggestions : [];
  return (
    <div id={id} className="query-problem" role="status" data-testid="query-problem">
      {problem !== undefined && (
        <p className="field-error">{problem.message.replace(PLACE_IN_WORDS, '')}</p>
      )}
      {problem !== undefined && isCondition && (
        <button type="button" className="button button-small mono" onClick={() => onText(inBraces)}>
          {inBraces}
        </button>
      )}
      {corrections.map((word) => (
        <button
          key={word}
          type="button"
          className="button button-small mono"
          onClick={() =>
            onText(text.slice(0, place?.start ?? 0) + word + text.slice(place?.end ?? 0))
          }
        >
          {word}
        </button>
      ))}
    </div>
  );
}
