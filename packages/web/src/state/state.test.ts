// State of the address there and back, zoom arithmetic, folding.

import { assembleTree } from '@throughline/analysis/tree/assemble-tree';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAttribute, checkDuration, readExploreState, toApiQuery } from './explore-state.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import { formatWindow, parseWindow, readTraceState } from './trace-state.ts';
import {
  foldAll,
  foldOneLevel,
  indexOfRow,
  listVisibleRows,
  revealRow,
  rowsInView,
  toggleFold,
  unfoldOneLevel,
} from './visible-rows.ts';
import { clampWindow, isWhole, wholeTrace, windowAround, zoomAt } from './zoom.ts';

describe('explore state', () => {
  it('goes through an address unchanged', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 });
    const anyState = fc.record(
      {
        service: text,
        operation: text,
        attribute: fc.array(text, { minLength: 1, maxLength: 4 }),
        status: fc.constantFrom('ok' as const, 'error' as const, 'unset' as const),
        minDuration: text,
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
    expect(readExploreState(parseSearch('?status=bad&x=1&start=now-1h'))).toEqual({});
  });

  it('asks the API for the default range, and for no range when any time will do', () => {
    expect(toApiQuery({}, 50, undefined).toString()).toBe('start=now-1h&limit=50');
    expect(toApiQuery({ start: '0' }, 50, 'c').toString()).toBe('limit=50&cursor=c');
    const query = toApiQuery({ attribute: ['a=1', 'b=x y'], minDuration: '1.5 s' }, 20, undefined);
    expect(query.getAll('attribute')).toEqual(['a=1', 'b=x y']);
    expect(query.get('minDuration')).toBe('1.5s');
  });

  it('says what is wrong with what was typed', () => {
    expect(checkDuration('1.5s')).toBeUndefined();
    expect(checkDuration('')).toBeUndefined();
    expect(checkDuration('fast')).toContain('“fast”');
    expect(checkAttribute('http.method=GET')).toBeUndefined();
    expect(checkAttribute('query=a=b')).toBeUndefined();
    expect(checkAttribute('http.method')).toContain('key=value');
    expect(checkAttribute('=x')).toBeDefined();
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

describe('folding', () => {
  //  0
  //  ├ 1
  //  │ ├ 3
  //  │ └ 4
  //  └ 2
  const tree = assembleTree([-1, 0, 0, 1, 1]);
  const open = new Uint8Array(5);

  it('hides what is below a folded row', () => {
    expect([...listVisibleRows(tree, open)]).toEqual([0, 1, 3, 4, 2]);
    expect([...listVisibleRows(tree, toggleFold(open, 1, true))]).toEqual([0, 1, 2]);
    expect([...listVisibleRows(tree, foldAll(tree))]).toEqual([0]);
  });

  it('goes level by level', () => {
    const once = foldOneLevel(tree, open);
    expect([...listVisibleRows(tree, once)]).toEqual([0, 1, 2]);
    expect([...listVisibleRows(tree, foldOneLevel(tree, once))]).toEqual([0]);
    expect([...listVisibleRows(tree, unfoldOneLevel(tree, foldAll(tree)))]).toEqual([0, 1, 2]);
    expect([...listVisibleRows(tree, unfoldOneLevel(tree, once))]).toEqual([0, 1, 3, 4, 2]);
  });

  it('opens the way to a row, and nothing when it is open', () => {
    expect([...listVisibleRows(tree, revealRow(tree, foldAll(tree), 4))]).toEqual([0, 1, 3, 4, 2]);
    expect(revealRow(tree, open, 4)).toBe(open);
  });

  it('finds rows among the visible ones', () => {
    const visible = listVisibleRows(tree, toggleFold(open, 1, true));
    expect(indexOfRow(tree, visible, 2)).toBe(2);
    expect(indexOfRow(tree, visible, 3)).toBe(-1);
  });

  it('asks only for rows in view', () => {
    expect(rowsInView(0, 100, 24, 1000)).toEqual({ first: 0, end: 5 });
    expect(rowsInView(2400, 100, 24, 1000)).toEqual({ first: 100, end: 105 });
    expect(rowsInView(99_999, 100, 24, 3)).toEqual({ first: 3, end: 3 });
  });
});
