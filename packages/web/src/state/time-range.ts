// The time range of the address: `start` and `end` as the API takes them ("now-1h", a point in time), and
// what can be done with a range. Which moment "now" is, state/now.ts says; the zone, state/time-zone.ts.

import { readText } from './search-params.ts';

export interface TimeRange {
  /** "now-1h", a point in time, or ANY_TIME; absent is DEFAULT_START. */
  readonly start?: string;
  /** Absent is now. */
  readonly end?: string;
}

/** A range with its "now" put in: [startMs, endMs). startMs is 0 when it is any time. */
export interface ResolvedRange {
  readonly startMs: number;
  readonly endMs: number;
}

export const DEFAULT_START = 'now-1h';
/** The epoch: everything that is kept. */
export const ANY_TIME = '0';

/** Shorter ones say nothing more, and dragging by accident makes them. */
const MIN_RANGE_MS = 1;

export interface RangePreset {
  readonly label: string;
  readonly start: string;
}

export const RANGE_PRESETS: readonly RangePreset[] = [
  { label: 'Last 5 min', start: 'now-5m' },
  { label: 'Last 15 min', start: 'now-15m' },
  { label: 'Last 1 h', start: DEFAULT_START },
  { label: 'Last 6 h', start: 'now-6h' },
  { label: 'Last 24 h', start: 'now-24h' },
  { label: 'Last 7 d', start: 'now-7d' },
  { label: 'Any time', start: ANY_TIME },
];

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const UNIT_NAMES: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'd' };
const RELATIVE = /^now-(\d{1,9})([smhd])$/;

/** From an address; what is no point in time is left out. */
export function readTimeRange(raw: Readonly<Record<string, unknown>>): TimeRange {
  const start = readText(raw, 'start');
  const end = readText(raw, 'end');
  return {
    ...(start === undefined || start === DEFAULT_START || !isPoint(start) ? {} : { start }),
    ...(end === undefined || end === 'now' || !isPoint(end) ? {} : { end }),
  };
}

function isPoint(text: string): boolean {
  return pointMs(text, 0) !== undefined;
}

/** Only the range of an address, for a link to another page. */
export function rangeOf({ start, end }: TimeRange): TimeRange {
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** As the server reads it: RFC 3339, an epoch in s, ms, µs or ns by its digits, now, now-1h. */
export function pointMs(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  const relative = RELATIVE.exec(text);
  if (relative !== null) return nowMs - Number(relative[1]) * (UNIT_MS[relative[2] ?? ''] ?? 0);
  if (/^\d{1,19}$/.test(text)) {
    const value = Number(text);
    if (text.length <= 11) return value * 1000;
    if (text.length <= 14) return value;
    return text.length <= 17 ? value / 1000 : value / 1_000_000;
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

export function resolveRange(range: TimeRange, nowMs: number): ResolvedRange {
  return {
    startMs: sinceEpoch(pointMs(range.start ?? DEFAULT_START, nowMs) ?? 0),
    endMs: sinceEpoch(pointMs(range.end ?? 'now', nowMs) ?? nowMs),
  };
}

/** Nothing is older, and what is far older is no date that could be written. */
function sinceEpoch(ms: number): number {
  return Math.max(ms, 0);
}

export function isAnyTime({ start, end }: TimeRange): boolean {
  return start === ANY_TIME && end === undefined;
}

/** Follows "now": a range that ends with it. */
export function isRelative({ start, end }: TimeRange): boolean {
  return end === undefined && (start === undefined || RELATIVE.test(start));
}

export function absoluteRange(startMs: number, endMs: number): TimeRange {
  const from = Math.max(0, Math.floor(startMs));
  const to = Math.max(from + MIN_RANGE_MS, Math.ceil(endMs));
  return { start: new Date(from).toISOString(), end: new Date(to).toISOString() };
}

/** `start` and `end` of a call of the API: both sides as points in time, so that all calls of a page speak of the same. */
export function appendRange(query: URLSearchParams, { startMs, endMs }: ResolvedRange): void {
  if (startMs > 0) query.append('start', new Date(startMs).toISOString());
  query.append('end', new Date(endMs).toISOString());
}

/** Twice (2) or half (0.5) as long, about its middle, and not beyond now. */
export function zoomRange(range: TimeRange, factor: number, nowMs: number): TimeRange {
  if (isAnyTime(range)) return range;
  const { startMs, endMs } = resolveRange(range, nowMs);
  const lengthMs = Math.max(MIN_RANGE_MS, (endMs - startMs) * factor);
  if (factor > 1 && isRelative(range)) return { start: relativeStart(lengthMs) };
  const middleMs = (startMs + endMs) / 2;
  const toMs = Math.min(nowMs, middleMs + lengthMs / 2);
  return absoluteRange(toMs - lengthMs, toMs);
}

const SINCE_STEP_MS = 5 * 60_000;

/** The part of a range from a point in time on; one that follows now still does, in round minutes. */
export function rangeSince(range: TimeRange, fromMs: number, nowMs: number): TimeRange {
  if (!isRelative(range)) return absoluteRange(fromMs, resolveRange(range, nowMs).endMs);
  const steps = Math.max(1, Math.ceil((nowMs - fromMs) / SINCE_STEP_MS));
  return { start: relativeStart(steps * SINCE_STEP_MS) };
}

/** By half its length: −1 earlier, 1 later, and not beyond now. */
export function moveRange(range: TimeRange, direction: 1 | -1, nowMs: number): TimeRange {
  if (isAnyTime(range)) return range;
  const { startMs, endMs } = resolveRange(range, nowMs);
  const lengthMs = endMs - startMs;
  const toMs = Math.min(nowMs, endMs + (direction * lengthMs) / 2);
  return absoluteRange(toMs - lengthMs, toMs);
}

/** "now-2h" in the largest unit that needs no fraction. */
export function relativeStart(lengthMs: number): string {
  const seconds = Math.max(1, Math.round(lengthMs / 1000));
  const unit = (['d', 'h', 'm'] as const).find((name) => {
    const unitSeconds = (UNIT_MS[name] ?? 1) / 1000;
    return seconds % unitSeconds === 0 && (name !== 'd' || seconds > unitSeconds);
  });
  return unit === undefined
    ? `now-${seconds}s`
    : `now-${(seconds * 1000) / (UNIT_MS[unit] ?? 1)}${unit}`;
}

/** "Last 1 h", "Any time"; undefined for a range that needs points in time to be told. */
export function nameOfRange(range: TimeRange): string | undefined {
  if (range.end !== undefined) return undefined;
  const start = range.start ?? DEFAULT_START;
  if (start === ANY_TIME) return 'Any time';
  const relative = RELATIVE.exec(start);
  return relative === null
    ? undefined
    : `Last ${Number(relative[1])} ${UNIT_NAMES[relative[2] ?? ''] ?? ''}`;
}
