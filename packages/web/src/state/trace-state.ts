// What the trace page shows, as state of the address: the selected span, the window of time, and whether the
// critical path is drawn.

import { readText } from './search-params.ts';

/** Nanoseconds from the start of the trace. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface TraceState {
  /** Span id, with ".2" for the second span under one id (spanRefOf in data/trace-model.ts). */
  readonly span?: string;
  /** "from-to" in nanoseconds; absent is the whole trace. */
  readonly window?: string;
  /** Absent: the critical path is drawn. */
  readonly path?: 'off';
}

export function readTraceState(raw: Readonly<Record<string, unknown>>): TraceState {
  const span = readText(raw, 'span');
  const window = readText(raw, 'window');
  return {
    ...(span !== undefined && /^[0-9a-f]{1,16}(\.\d{1,6})?$/i.test(span) ? { span } : {}),
    ...(window !== undefined && parseWindow(window) !== undefined ? { window } : {}),
    ...(raw['path'] === 'off' ? { path: 'off' } : {}),
  };
}

export function parseWindow(text: string): TimeWindow | undefined {
  const match = /^(-?\d+)-(-?\d+)$/.exec(text);
  const window = { fromNs: Number(match?.[1]), toNs: Number(match?.[2]) };
  return window.toNs > window.fromNs ? window : undefined;
}

export function formatWindow(window: TimeWindow): string {
  return `${Math.round(window.fromNs)}-${Math.round(window.toNs)}`;
}
