// State of the address there and back, zoom arithmetic, folding.

import { assembleTree } from '@throughline/analysis/tree/assemble-tree';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExploreState } from './explore-state.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import { afterScroll, contentHeight, scrollTo } from './tall-scroll.ts';
import {
  type Folding,
  foldAll,
  foldOneLevel,
  itemOfRun,
  listItems,
  revealRow,
  runOfItem,
  toggleRow,
  toggleRun,
  unfoldAll,
  unfoldOneLevel,
} from './timeline-items.ts';
import { formatWindow, parseWindow, readTraceState } from './trace-state.ts';
import { rowsInView } from './visible-rows.ts';
import { clampWindow, isWhole, wholeTrace, windowAround, zoomAt } from './zoom.ts';

describe('explore state', () => {
  it('goes through an address unchanged', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 });
    const anyState = fc.record(
      {
        q: text,
        order: fc.constantFrom('duration' as const, 'spans' as const, 'errors' as const),
        column: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
        hide: fc.constant(['spans', 'services'] as const),
        group: text,
        live: fc.constant('on' as const),
        end: fc.constantFrom('now-5m', '2026-01-31T12:00:00Z'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyState, (state) => {
        expect(readExploreState(parseSearch(stringifySearch(state)))).toEqual(state);
      }),
    );
  });

  it('leaves out what it does not understand', () => {
    const read = readExploreState(parseSearch('?order=start&hide=root&x=1&start=now-1h&live=1'));
    expect(read).toEqual({});
  });
});

describe('trace state', () => {
  it('reads a span, a window and the path, and nothing that is none', () => {
    expect(readTraceState({ span: 'AB', window: '5-10', path: 'off' })).toEqual({
      span: 'AB',
      window: '5-10',
      path: 'off',
    });
    expect(readTraceState({ span: 'xyz', window: '10-5', path: 'on' })).toEqual({});
    expect(readTraceState({ finding: 'n-plus-one' })).toEqual({ finding: 'n-plus-one' });
    expect(readTraceState({ finding: 'n-plus-one', span: 'ab' })).toEqual({ span: 'ab' });
    expect(parseWindow(formatWindow({ fromNs: -5, toNs: 10 }))).toEqual({ fromNs: -5, toNs: 10 });
  });
});

describe('zoom', () => {
  it('keeps the moment under the pointer and stays within the trace', () => {
    const zoomed = zoomAt(wholeTrace(1e9), 4e8, 0.5, 1e9);
    expect(zoomed).toEqual({ fromNs: 2e8, toNs: 7e8 });
    expect(isWhole(zoomAt(zoomed, 4e8, 100, 1e9), 1e9)).toBe(true);
    expect(clampWindow({ fromNs: -10, toNs: 1e8 }, 1e9)).toEqual({ fromNs: 0, toNs: 1e8 + 10 });
  });

  it('never gives an empty window, also for spans and traces of no duration', () => {
    for (const durationNs of [0, 50, 1e9]) {
      const window = windowAround(durationNs / 2, 0, durationNs);
      expect(window.toNs).toBeGreaterThan(window.fromNs);
    }
  });
});

const runOf = new Int32Array(5).fill(-1);

describe('folding', () => {
  //  0
  //  ├ 1
  //  │ ├ 3
  //  │ └ 4
  //  └ 2
  const tree = assembleTree([-1, 0, 0, 1, 1]);
  const noRuns = { count: 0, start: Int32Array.of(0), rows: new Int32Array(0), runOf };
  const open: Folding = { folded: new Uint8Array(5), openRuns: new Uint8Array(0) };
  const shown = (folding: Folding, focusRow?: number) => listItems(tree, noRuns, folding, focusRow);
  const items = (folding: Folding, focusRow?: number) => [...shown(folding, focusRow).items];

  it('hides what is below a folded row', () => {
    expect(items(open)).toEqual([0, 1, 3, 4, 2]);
    expect(items(toggleRow(open, 1))).toEqual([0, 1, 2]);
    expect(items(foldAll(tree, noRuns))).toEqual([0]);
    expect([...shown(toggleRow(open, 1)).indexOfRow]).toEqual([0, 1, 2, -1, -1]);
  });

  it('goes level by level', () => {
    const once = foldOneLevel(tree, noRuns, shown(open));
    expect(items(once)).toEqual([0, 1, 2]);
    expect(items(foldOneLevel(tree, noRuns, shown(once)))).toEqual([0]);
    const none = shown(foldAll(tree, noRuns));
    expect(items(unfoldOneLevel(tree, noRuns, none))).toEqual([0, 1, 2]);
    expect(items(unfoldOneLevel(tree, noRuns, shown(once)))).toEqual([0, 1, 3, 4, 2]);
  });

  it('opens the way to a row, and nothing when it is open', () => {
    const folded = foldAll(tree, noRuns);
    expect(items(revealRow(tree, noRuns, folded, 4))).toEqual([0, 1, 3, 4, 2]);
    expect(revealRow(tree, noRuns, open, 4)).toBe(open);
  });

  it('shows a subtree alone, its levels counted from its root', () => {
    expect(items(open, 1)).toEqual([1, 3, 4]);
    expect([...shown(open, 1).level]).toEqual([0, 1, 1]);
  });

  it('asks only for rows in view', () => {
    expect(rowsInView(0, 100, 24, 1000)).toEqual({ first: 0, end: 5 });
    expect(rowsInView(2400, 100, 24, 1000)).toEqual({ first: 100, end: 105 });
    expect(rowsInView(99_999, 100, 24, 3)).toEqual({ first: 3, end: 3 });
  });
});

describe('runs of similar siblings', () => {
  // 0 has 1, 2, 3 of one kind around 4, which is of another; 2 has 5.
  const tree = assembleTree([-1, 0, 0, 0, 0, 2]);
  const runs = {
    count: 1,
    start: Int32Array.of(0, 3),
    rows: Int32Array.of(1, 2, 3),
    runOf: Int32Array.of(-1, 0, 0, 0, -1, -1),
  };
  const closed: Folding = { folded: new Uint8Array(6), openRuns: new Uint8Array(1) };
  const RUN = itemOfRun(0);

  it('are one line where the first of them stands, and open in place', () => {
    expect(runOfItem(RUN)).toBe(0);
    expect([...listItems(tree, runs, closed).items]).toEqual([0, RUN, 4]);
    const opened = listItems(tree, runs, toggleRun(closed, 0));
    expect([...opened.items]).toEqual([0, RUN, 1, 2, 5, 3, 4]);
    expect([...opened.level]).toEqual([0, 1, 2, 2, 3, 2, 1]);
    expect([...opened.indexOfRun]).toEqual([1]);
  });

  it('open for what is in them, and with everything', () => {
    const revealed = revealRow(tree, runs, toggleRow(closed, 2), 5);
    expect([...listItems(tree, runs, revealed).items]).toContain(5);
    expect([...listItems(tree, runs, unfoldAll(tree, runs)).items]).toHaveLength(7);
  });
});

describe('scrolling a list that is taller than browsers can lay out', () => {
  const content = { totalPx: 24_000_000, viewportPx: 600 };

  it('is plain while it fits', () => {
    const small = { totalPx: 10_000, viewportPx: 600 };
    expect(afterScroll({ scrollTop: 0, topPx: 0 }, 300, small)).toEqual({
      scrollTop: 300,
      topPx: 300,
    });
  });

  it('moves by pixels in small steps, in proportion when the bar is dragged, and to both ends', () => {
    const start = scrollTo(12_000_000, content);
    const step = afterScroll(start, start.scrollTop + 100, content);
    expect(step.topPx).toBe(12_000_100);
    const end = afterScroll(start, contentHeight(content) - 600, content);
    expect(end.topPx).toBe(24_000_000 - 600);
    expect(afterScroll(end, 0, content).topPx).toBe(0);
  });

  it('does not end before its end: the element moves on instead', () => {
    const nearly = { scrollTop: 50, topPx: 5000 };
    const next = afterScroll(nearly, 0, content);
    expect(next.topPx).toBe(4950);
    expect(next.scrollTop).toBeGreaterThan(0);
  });
});
