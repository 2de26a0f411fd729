// Choosing traces of the results to compare: a box at the start of each row, and what to do with the chosen.

import { Link } from '@tanstack/react-router';
import './compare-choice.css';
import {
  chooseNothing,
  chooseToCompare,
  useChosenToCompare,
} from '../../../state/compare-choice.ts';

interface CompareBoxProps {
  readonly traceId: string;
  /** Of its root, to tell it from the others. */
  readonly name: string;
}

export function CompareBox({ traceId, name }: CompareBoxProps) {
  const chosen = useChosenToCompare();
  return (
    <input
      type="checkbox"
      className="compare-box"
      data-testid="compare-box"
      aria-label={`Compare ${name}, ${traceId.slice(0, 8)}`}
      title="Choose to compare"
      checked={chosen.includes(traceId)}
      onChange={(event) => chooseToCompare(traceId, event.target.checked)}
    />
  );
}

/** The first chosen is held against the second, and alone against what is usual. */
export function ChosenToCompare() {
  const [left, right] = useChosenToCompare();
  if (left === undefined) return null;
  return (
    <div className="compare-chosen" role="status" data-testid="compare-chosen">
      <span>{right === undefined ? '1 trace chosen' : '2 traces chosen'}</span>
      <Link
        to="/compare"
        search={{ left, ...(right === undefined ? {} : { right }) }}
        className="button button-primary"
        onClick={chooseNothing}
      >
        {right === undefined ? 'Compare with the usual' : 'Compare'}
      </Link>
      <button type="button" className="button button-quiet" onClick={chooseNothing}>
        Clear
      </button>
    </div>
  );
}
