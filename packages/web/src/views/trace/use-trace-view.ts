// What the trace page shows of its trace: selection, window, critical path, folding. Kept here, because a drag or a
// held key changes it faster than an address may change; the address follows a moment later, and a
// change of the address from outside (back, forward, a link) is taken over.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { rowOfSpanRef, spanRefOf, type TraceModel } from '../../data/trace-model.ts';
import {
  formatWindow,
  parseWindow,
  type TimeWindow,
  type TraceState,
} from '../../state/trace-state.ts';
import { type FoldedRows, listVisibleRows, revealRow } from '../../state/visible-rows.ts';
import { clampWindow, isWhole, wholeTrace, windowAround } from '../../state/zoom.ts';

/** Browsers refuse to take an address more often than about six times a second. */
const ADDRESS_DELAY_MS = 200;
/** Steps of one turn of the wheel count as one step back. */
const GESTURE_PAUSE_MS = 600;

interface Shown {
  readonly selectedRow: number | undefined;
  readonly window: TimeWindow;
  readonly showsPath: boolean;
}

export interface TraceView extends Shown {
  readonly folded: FoldedRows;
  readonly visibleRows: Int32Array;
  readonly select: (row: number | undefined) => void;
  readonly zoomTo: (window: TimeWindow) => void;
  readonly zoomToRow: (row: number) => void;
  readonly setFolded: (folded: FoldedRows) => void;
  readonly togglePath: () => void;
  /** The zoom before, then no selection. */
  readonly stepBack: () => void;
}

function toShown(trace: TraceModel, state: TraceState): Shown {
  const window = state.window === undefined ? undefined : parseWindow(state.window);
  return {
    selectedRow: state.span === undefined ? undefined : rowOfSpanRef(trace, state.span),
    window:
      window === undefined ? wholeTrace(trace.durationNs) : clampWindow(window, trace.durationNs),
    showsPath: state.path !== 'off',
  };
}

function toAddress(trace: TraceModel, shown: Shown): TraceState {
  const { selectedRow, window, showsPath } = shown;
  return {
    ...(selectedRow === undefined ? {} : { span: spanRefOf(trace, selectedRow) }),
    ...(isWhole(window, trace.durationNs) ? {} : { window: formatWindow(window) }),
    ...(showsPath ? {} : { path: 'off' }),
  };
}

export function useTraceView(
  trace: TraceModel,
  address: TraceState,
  replaceAddress: (state: TraceState) => void,
): TraceView {
  const [shown, setShown] = useState(() => toShown(trace, address));
  const [folded, setFolded] = useState<FoldedRows>(() => new Uint8Array(trace.rowCount));
  const earlier = useRef<TimeWindow[]>([]);
  const lastZoomMs = useRef(0);
  const written = useRef(JSON.stringify(address));

  useEffect(() => {
    const text = JSON.stringify(address);
    if (text === written.current) return;
    written.current = text;
    setShown(toShown(trace, address));
  }, [trace, address]);

  useEffect(() => {
    const timer = setTimeout(() => {
      const next = toAddress(trace, shown);
      const text = JSON.stringify(next);
      if (text === written.current) return;
      written.current = text;
      replaceAddress(next);
    }, ADDRESS_DELAY_MS);
    return () => clearTimeout(timer);
  }, [trace, shown, replaceAddress]);

  // What is selected can be seen: folded ancestors open when the selection moves, and only then.
  const { selectedRow } = shown;
  useEffect(() => {
    if (selectedRow !== undefined) setFolded((now) => revealRow(trace.tree, now, selectedRow));
  }, [trace, selectedRow]);

  const select = useCallback(
    (row: number | undefined) => setShown((now) => ({ ...now, selectedRow: row })),
    [],
  );
  const togglePath = useCallback(
    () => setShown((now) => ({ ...now, showsPath: !now.showsPath })),
    [],
  );
  const zoomTo = useCallback(
    (window: TimeWindow) => {
      const nowMs = performance.now();
      if (nowMs - lastZoomMs.current > GESTURE_PAUSE_MS) earlier.current.push(shown.window);
      lastZoomMs.current = nowMs;
      setShown((now) => ({ ...now, window: clampWindow(window, trace.durationNs) }));
    },
    [trace, shown.window],
  );
  const zoomToRow = useCallback(
    (row: number) => {
      const startNs = trace.startOffsetNs[row] ?? 0;
      lastZoomMs.current = 0;
      zoomTo(windowAround(startNs, trace.spanDurationNs[row] ?? 0, trace.durationNs));
    },
    [trace, zoomTo],
  );
  const stepBack = useCallback(() => {
    lastZoomMs.current = 0;
    const whole = wholeTrace(trace.durationNs);
    const window = earlier.current.pop();
    setShown((now) => {
      if (window !== undefined) return { ...now, window };
      if (!isWhole(now.window, trace.durationNs)) return { ...now, window: whole };
      return { ...now, selectedRow: undefined };
    });
  }, [trace]);

  const visibleRows = useMemo(() => listVisibleRows(trace.tree, folded), [trace, folded]);
  return {
    ...{ ...shown, folded, visibleRows, select, zoomTo, zoomToRow },
    ...{ setFolded, togglePath, stepBack },
  };
}
