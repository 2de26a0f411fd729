// When only a subtree is looked at: the way from the root to it, each step to be widened to.

import { Fragment } from 'react';
import { nameOf, serviceOf } from '../../data/trace-model.ts';
import { useTracePage } from './trace-context.ts';

/** Steps that fit a line; of a longer way the nearest. */
const MAX_STEPS = 4;

export function FocusCrumbs() {
  const { trace, view } = useTracePage();
  if (view.focusRow === undefined) return null;
  const steps: number[] = [];
  let at = trace.tree.parentRow[view.focusRow] ?? -1;
  for (; at >= 0 && steps.length < MAX_STEPS; at = trace.tree.parentRow[at] ?? -1) {
    steps.unshift(at);
  }
  return (
    <nav className="focus-crumbs" aria-label="Subtree in focus" data-testid="focus-crumbs">
      <button
        type="button"
        className="button button-quiet button-small"
        onClick={() => view.focusOn(undefined)}
      >
        Whole trace
      </button>
      {at >= 0 && <span className="muted">› …</span>}
      {steps.map((row) => (
        <Fragment key={row}>
          <span className="muted">›</span>
          <button
            type="button"
            className="button button-quiet button-small ellipsis"
            onClick={() => view.focusOn(row)}
          >
            {serviceOf(trace, row)} {nameOf(trace, row)}
          </button>
        </Fragment>
      ))}
      <span className="muted">›</span>
      <strong className="ellipsis" aria-current="true">
        {serviceOf(trace, view.focusRow)} {nameOf(trace, view.focusRow)}
      </strong>
    </nav>
  );
}
