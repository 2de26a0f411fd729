// What every view of the trace page is given: the trace, the shared state of the page, what the analysis
// says, the matches of the search, and the colours.

import { createContext, useContext } from 'react';
import type { TraceModel } from '../../data/trace-model.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import type { FoundSpans } from './use-found-spans.ts';
import type { TraceView } from './use-trace-view.ts';
import type { AnalysisState } from './verdict.tsx';

export interface TracePageData {
  readonly trace: TraceModel;
  readonly view: TraceView;
  readonly analysis: AnalysisState;
  /** What is searched for in the trace; undefined when nothing is. */
  readonly matches: FoundSpans | undefined;
  readonly theme: DrawTheme;
  /** Hue by index of `trace.services`, for ServiceDot. */
  readonly hues: readonly number[];
  /** CSS colour by index of `trace.services`, for a canvas. */
  readonly colorOfService: (service: number) => string;
}

export const TracePageContext = createContext<TracePageData | undefined>(undefined);

export function useTracePage(): TracePageData {
  const data = useContext(TracePageContext);
  if (data === undefined) throw new Error('A view of a trace stands outside its page.');
  return data;
}
