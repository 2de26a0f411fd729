// What the trace page shows, as state of the address: the view, the selected span, the window of time, the
// subtree that is looked at, what is searched for, and how times and paths are drawn.

import { readText } from './search-params.ts';

/** Nanoseconds from the start of the trace. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

export const TRACE_TABS = ['timeline', 'flame', 'graph', 'table', 'statistics', 'json'] as const;
export type TraceTab = (typeof TRACE_TABS)[number];

/** What single views remember beside: absent is their default, and what they do not know they ignore. */
export const VIEW_OPTIONS = [
  'flame',
  'graph',
  'form',
  'by',
  'order',
  'sort',
  'filter',
  'columns',
  'json',
] as const;
export type ViewOption = (typeof VIEW_OPTIONS)[number];
export type ViewOptions = Readonly<Partial<Record<ViewOption, string>>>;

export interface TraceState extends ViewOptions {
  /** Absent: the timeline. */
  readonly view?: TraceTab;
  /** Span id, with ".2" for the second span under one id (spanRefOf in data/span-ids.ts). */
  readonly span?: string;
  /** Instead of a span: the finding whose first span is selected when the analysis is there. */
  readonly finding?: string;
  /** "from-to" in nanoseconds; absent is the whole trace. */
  readonly window?: string;
  /** The span whose subtree is all that is shown, named as `span` is. */
  readonly focus?: string;
  /** Text, or TraceQL in braces, to be found in the trace. */
  readonly find?: string;
  /** Absent: the critical path is drawn. */
  readonly path?: 'off';
  /** Absent: times as they were sent. */
  readonly clocks?: 'adjusted';
}

const SPAN_REF = /^[0-9a-f]{1,16}(\.\d{1,6})?$/i;

export function readTraceState(raw: Readonly<Record<string, unknown>>): TraceState {
  const view = TRACE_TABS.find((tab) => tab === raw['view']);
  const span = readText(raw, 'span');
  const finding = readText(raw, 'finding');
  const window = readText(raw, 'window');
  const focus = readText(raw, 'focus');
  const find = readText(raw, 'find');
  return {
    ...(view !== undefined && view !== 'timeline' ? { view } : {}),
    ...(span !== undefined && SPAN_REF.test(span) ? { span } : {}),
    ...(finding !== undefined && span === undefined ? { finding } : {}),
    ...(window !== undefined && parseWindow(window) !== undefined ? { window } : {}),
    ...(focus !== undefined && SPAN_REF.test(focus) ? { focus } : {}),
    ...(find === undefined ? {} : { find }),
    ...(raw['path'] === 'off' ? { path: 'off' } : {}),
    ...(raw['clocks'] === 'adjusted' ? { clocks: 'adjusted' } : {}),
    ...readViewOptions(raw),
  };
}

export function readViewOptions(raw: Readonly<Record<string, unknown>>): ViewOptions {
  const options: Partial<Record<ViewOption, string>> = {};
  for (const option of VIEW_OPTIONS) {
    const text = readText(raw, option);
    if (text !== undefined) options[option] = text;
  }
  return options;
}

export function parseWindow(text: string): TimeWindow | undefined {
  const match = /^(-?\d+)-(-?\d+)$/.exec(text);
  const window = { fromNs: Number(match?.[1]), toNs: Number(match?.[2]) };
  return window.toNs > window.fromNs ? window : undefined;
}

export function formatWindow(window: TimeWindow): string {
  return `${Math.round(window.fromNs)}-${Math.round(window.toNs)}`;
}
