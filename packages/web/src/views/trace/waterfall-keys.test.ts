// The keys of the tree against a small trace, with a view that records what they do.

import { describe, expect, it } from 'vitest';
import { makeTrace } from '../../data/trace-fixture.ts';
import { listItems } from '../../state/timeline-items.ts';
import { handleTreeKey } from './waterfall-keys.ts';

//  0
//  ├ 1
//  │ └ 3
//  └ 2
const TRACE = makeTrace([
  { startNs: 0, durationNs: 10 },
  { parent: 0, startNs: 1, durationNs: 5 },
  { parent: 0, startNs: 2, durationNs: 5 },
  { parent: 1, startNs: 3, durationNs: 1 },
]);

interface Outcome {
  selected?: number | undefined;
  folded?: number[];
  zoomedTo?: number;
  isTaken: boolean;
}

function press(
  key: string,
  selectedRow: number | undefined,
  foldedRows: readonly number[] = [],
  modifiers: { shiftKey?: boolean; ctrlKey?: boolean } = {},
): Outcome {
  const folded = new Uint8Array(TRACE.rowCount);
  for (const row of foldedRows) folded[row] = 1;
  const folding = { folded, openRuns: new Uint8Array(0) };
  const outcome: Outcome = { isTaken: false };
  const event = {
    ...{ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers },
    preventDefault: () => {
      outcome.isTaken = true;
    },
  };
  handleTreeKey(event, TRACE, {
    shownItems: listItems(TRACE.tree, TRACE.runs, folding),
    selectedRow,
    activeRun: undefined,
    focusRow: undefined,
    folding,
    select: (row) => {
      outcome.selected = row;
    },
    goToRun: () => undefined,
    focusOn: () => undefined,
    setFolding: ({ folded: next }) => {
      outcome.folded = [...next.keys()].filter((row) => next[row] === 1);
    },
    zoomToRow: (row) => {
      outcome.zoomedTo = row;
    },
  });
  return outcome;
}

describe('keys of the tree', () => {
  it('move through the rows as they are shown and stop at the ends', () => {
    expect(press('ArrowDown', undefined).selected).toBe(0);
    expect(press('ArrowDown', 1).selected).toBe(3);
    expect(press('ArrowDown', 1, [1]).selected).toBe(2);
    expect(press('ArrowUp', 0).selected).toBe(0);
    expect(press('End', 0).selected).toBe(2);
  });

  it('open, go in, fold, go out', () => {
    expect(press('ArrowRight', 1, [1]).folded).toEqual([]);
    expect(press('ArrowRight', 1).selected).toBe(3);
    expect(press('ArrowLeft', 1).folded).toEqual([1]);
    expect(press('ArrowLeft', 3).selected).toBe(1);
    expect(press('ArrowLeft', 0, [0]).selected).toBe(0);
    expect(press('ArrowLeft', 2, [], { shiftKey: true }).folded).toEqual([1]);
  });

  it('zoom, and leave alone what is not theirs', () => {
    expect(press('z', 3).zoomedTo).toBe(3);
    expect(press('x', 3).isTaken).toBe(false);
    expect(press('ArrowDown', 3, [], { ctrlKey: true }).isTaken).toBe(false);
  });
});
