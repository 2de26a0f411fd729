// The one state that all views of a trace share: which view, the selection, the window of time, the subtree
// in focus, what is folded, what is searched. It changes faster than an address may; the address follows a
// moment later, and a change of the address from outside (back, forward, a link) is taken over.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { rowOfSpanRef, spanRefOf } from '../../data/span-ids.ts';
import { adjustClocks, type TraceModel } from '../../data/trace-model.ts';
import {
  type Folding,
  listItems,
  revealRow,
  type TimelineItems,
} from '../../state/timeline-items.ts';
import {
  formatWindow,
  parseWindow,
  readViewOptions,
  type TimeWindow,
  type TraceState,
  type TraceTab,
  type ViewOption,
  type ViewOptions,
} from '../../state/trace-state.ts';
import { clampWindow, isWhole, wholeTrace, windowAround } from '../../state/zoom.ts';

/** Browsers refuse to take an address more often than about six times a second. */
const ADDRESS_DELAY_MS = 200;
/** Steps of one turn of the wheel count as one step back. */
const GESTURE_PAUSE_MS = 600;

interface Shown {
  readonly tab: TraceTab;
  readonly selectedRow: number | undefined;
  /** Its first span is selected as soon as it is known. */
  readonly finding: string | undefined;
  readonly window: TimeWindow;
  /** Only its subtree is shown; undefined is the whole trace. */
  readonly focusRow: number | undefined;
  readonly showsPath: boolean;
  /** Times with clocks put right, not as they were sent. */
  readonly adjustsClocks: boolean;
  readonly find: string;
  readonly options: ViewOptions;
}

export interface TraceView extends Shown {
  readonly folding: Folding;
  /** The lines of the timeline. */
  readonly shownItems: TimelineItems;
  /** The run that the keys are on; then no span is selected. */
  readonly activeRun: number | undefined;
  readonly showTab: (tab: TraceTab) => void;
  readonly select: (row: number | undefined) => void;
  readonly zoomTo: (window: TimeWindow) => void;
  readonly zoomToRow: (row: number) => void;
  /** Shows the subtree of a row and its time; undefined shows the whole trace again. */
  readonly focusOn: (row: number | undefined) => void;
  readonly setFolding: (folding: Folding) => void;
  readonly goToRun: (run: number) => void;
  readonly togglePath: () => void;
  readonly toggleClocks: () => void;
  readonly setFind: (find: string) => void;
  /** undefined: the view's default. */
  readonly setOption: (option: ViewOption, value: string | undefined) => void;
  /** The zoom or the focus before, then no selection. */
  readonly stepBack: () => void;
}

function withClocks(sent: TraceModel, isAdjusted: boolean): TraceModel {
  return isAdjusted ? adjustClocks(sent) : sent;
}

function toShown(sent: TraceModel, state: TraceState): Shown {
  const trace = withClocks(sent, state.clocks === 'adjusted');
  const window = state.window === undefined ? undefined : parseWindow(state.window);
  const rowOf = (ref: string | undefined) =>
    ref === undefined ? undefined : rowOfSpanRef(trace, ref);
  return {
    tab: state.view ?? 'timeline',
    selectedRow: rowOf(state.span),
    finding: state.finding,
    window:
      window === undefined ? wholeTrace(trace.durationNs) : clampWindow(window, trace.durationNs),
    focusRow: rowOf(state.focus),
    showsPath: state.path !== 'off',
    adjustsClocks: state.clocks === 'adjusted',
    find: state.find ?? '',
    options: readViewOptions({ ...state }),
  };
}

function toAddress(trace: TraceModel, shown: Shown): TraceState {
  const { tab, selectedRow, finding, window, focusRow, showsPath, adjustsClocks, find } = shown;
  return {
    ...(tab === 'timeline' ? {} : { view: tab }),
    ...(selectedRow === undefined ? {} : { span: spanRefOf(trace, selectedRow) }),
    ...(finding === undefined ? {} : { finding }),
    ...(isWhole(window, trace.durationNs) ? {} : { window: formatWindow(window) }),
    ...(focusRow === undefined ? {} : { focus: spanRefOf(trace, focusRow) }),
    ...(find === '' ? {} : { find }),
    ...(showsPath ? {} : { path: 'off' }),
    ...(adjustsClocks ? { clocks: 'adjusted' } : {}),
    ...shown.options,
  };
}

/** `isStep`: worth a step of the browser's history. */
export type WriteAddress = (state: TraceState, isStep: boolean) => void;

/** Also the trace as it is shown: with its times as sent, or with clocks put right. */
export function useTraceView(
  sent: TraceModel,
  address: TraceState,
  writeAddress: WriteAddress,
): { readonly view: TraceView; readonly trace: TraceModel } {
  const [shown, setShown] = useState(() => toShown(sent, address));
  const { adjustsClocks } = shown;
  const trace = useMemo(() => withClocks(sent, adjustsClocks), [sent, adjustsClocks]);
  useAddress({ sent, trace, address, writeAddress, shown, setShown });
  const [activeRun, setActiveRun] = useState<number>();
  const folding = useFolding(trace, shown);
  const steps = useSteps(trace, shown, setShown);
  const set = useMemo(() => {
    const change = (how: (now: Shown) => Partial<Shown>): void =>
      setShown((now) => ({ ...now, ...how(now) }));
    return {
      showTab: (tab: TraceTab) => change(() => ({ tab })),
      select: (row: number | undefined) => {
        setActiveRun(undefined);
        change(() => ({ selectedRow: row, finding: undefined }));
      },
      goToRun: (run: number) => {
        setActiveRun(run);
        change(() => ({ selectedRow: undefined, finding: undefined }));
      },
      togglePath: () => change(({ showsPath }) => ({ showsPath: !showsPath })),
      // Both have times of their own: a window of the one says nothing in the other.
      toggleClocks: () =>
        change((now) => {
          const { durationNs } = withClocks(sent, !now.adjustsClocks);
          return { adjustsClocks: !now.adjustsClocks, window: wholeTrace(durationNs) };
        }),
      setFind: (find: string) => change(() => ({ find })),
      setOption: (option: ViewOption, value: string | undefined) =>
        change(({ options }) => ({ options: readViewOptions({ ...options, [option]: value }) })),
    };
  }, [sent]);
  const view = useMemo(
    () => ({ ...shown, ...folding, ...steps, ...set, activeRun }),
    [shown, folding, steps, set, activeRun],
  );
  return { view, trace };
}

type SetShown = (change: Shown | ((now: Shown) => Shown)) => void;

interface AddressProps {
  readonly sent: TraceModel;
  readonly trace: TraceModel;
  readonly address: TraceState;
  readonly writeAddress: WriteAddress;
  readonly shown: Shown;
  readonly setShown: SetShown;
}

/** Takes over the address when it changes from outside, and writes it when what is shown changes. */
function useAddress(props: AddressProps): void {
  const { sent, trace, address, writeAddress, shown, setShown } = props;
  const written = useRef(JSON.stringify(address));
  useEffect(() => {
    const text = JSON.stringify(address);
    if (text === written.current) return;
    written.current = text;
    setShown(toShown(sent, address));
  }, [sent, address, setShown]);
  useEffect(() => {
    const write = (): void => {
      const next = toAddress(trace, shown);
      const text = JSON.stringify(next);
      if (text === written.current) return;
      const before = JSON.parse(written.current) as TraceState;
      written.current = text;
      writeAddress(next, before.view !== next.view || before.focus !== next.focus);
    };
    const timer = setTimeout(write, ADDRESS_DELAY_MS);
    return () => clearTimeout(timer);
  }, [trace, shown, writeAddress]);
}

function useFolding(
  trace: TraceModel,
  { selectedRow, focusRow }: Shown,
): Pick<TraceView, 'folding' | 'setFolding' | 'shownItems'> {
  const { tree, runs } = trace;
  const [folding, setFolding] = useState<Folding>(() => ({
    folded: new Uint8Array(tree.rowCount),
    openRuns: new Uint8Array(runs.count),
  }));
  // What is selected can be seen: what hides it opens when the selection moves, and only then.
  useEffect(() => {
    if (selectedRow !== undefined) setFolding((now) => revealRow(tree, runs, now, selectedRow));
  }, [tree, runs, selectedRow]);
  return useMemo(() => {
    const shownItems = listItems(tree, runs, folding, focusRow);
    return { folding, setFolding, shownItems };
  }, [tree, runs, folding, focusRow]);
}

type Place = Pick<Shown, 'window' | 'focusRow'>;

/** Zooms and focuses, and the way back through them. */
function useSteps(
  trace: TraceModel,
  shown: Shown,
  setShown: SetShown,
): Pick<TraceView, 'zoomTo' | 'zoomToRow' | 'focusOn' | 'stepBack'> {
  const earlier = useRef<Place[]>([]);
  const lastZoomMs = useRef(0);
  const latest = useRef(shown);
  latest.current = shown;
  const goTo = useCallback(
    (place: Partial<Place>, isGesture: boolean) => {
      const nowMs = performance.now();
      const { window, focusRow } = latest.current;
      const isOneStep = isGesture && nowMs - lastZoomMs.current <= GESTURE_PAUSE_MS;
      if (!isOneStep) earlier.current.push({ window, focusRow });
      lastZoomMs.current = isGesture ? nowMs : 0;
      setShown((now) => ({ ...now, ...place }));
    },
    [setShown],
  );
  return useMemo(() => {
    const around = (row: number): TimeWindow =>
      windowAround(trace.startOffsetNs[row] ?? 0, trace.spanDurationNs[row] ?? 0, trace.durationNs);
    const whole = wholeTrace(trace.durationNs);
    const stepBack = (): void => {
      lastZoomMs.current = 0;
      const place = earlier.current.pop();
      setShown((now) => {
        if (place !== undefined) {
          return { ...now, ...place, window: clampWindow(place.window, trace.durationNs) };
        }
        const isAll = isWhole(now.window, trace.durationNs) && now.focusRow === undefined;
        if (!isAll) return { ...now, window: whole, focusRow: undefined };
        return { ...now, selectedRow: undefined };
      });
    };
    return {
      zoomTo: (window) => goTo({ window: clampWindow(window, trace.durationNs) }, true),
      zoomToRow: (row) => goTo({ window: around(row) }, false),
      focusOn: (row) =>
        goTo({ focusRow: row, window: row === undefined ? whole : around(row) }, false),
      stepBack,
    };
  }, [trace, goTo, setShown]);
}
