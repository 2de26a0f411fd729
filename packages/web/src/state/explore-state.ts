// What Explore shows, as state of the address: the parameters are those of GET /api/v1/traces, under
// the same names, so that an address of the page and a call of the API read alike.

import type { StatusName } from '@throughline/model/api/common';
import { parseDuration } from '../base/format-duration.ts';
import { readText, readTexts } from './search-params.ts';
import { ANY_TIME, DEFAULT_START, readTimeRange, type TimeRange } from './time-range.ts';

export interface ExploreState extends TimeRange {
  readonly service?: string;
  readonly operation?: string;
  readonly attribute?: readonly string[];
  readonly status?: StatusName;
  readonly minDuration?: string;
  readonly maxDuration?: string;
  readonly minSpanDuration?: string;
  readonly maxSpanDuration?: string;
}

const DURATION_FIELDS = [
  'minDuration',
  'maxDuration',
  'minSpanDuration',
  'maxSpanDuration',
] as const;
export type DurationField = (typeof DURATION_FIELDS)[number];

const TEXT_FIELDS = ['service', 'operation', ...DURATION_FIELDS] as const;

function toStatus(text: string | undefined): StatusName | undefined {
  return text === 'error' || text === 'ok' || text === 'unset' ? text : undefined;
}

/** From an address; what is not understood is left out. */
export function readExploreState(raw: Readonly<Record<string, unknown>>): ExploreState {
  const state: { -readonly [K in keyof ExploreState]: ExploreState[K] } = readTimeRange(raw);
  for (const field of TEXT_FIELDS) {
    const text = readText(raw, field);
    if (text !== undefined) state[field] = text;
  }
  const attribute = readTexts(raw, 'attribute');
  if (attribute.length > 0) state.attribute = attribute;
  const status = toStatus(readText(raw, 'status'));
  if (status !== undefined) state.status = status;
  return state;
}

/** Spaces are for reading ("1.5 s"); the API takes "1.5s". */
function compactDuration(text: string): string {
  return text.replaceAll(' ', '').replace('μ', 'µ');
}

export function toApiQuery(
  state: ExploreState,
  limit: number,
  cursor: string | undefined,
): URLSearchParams {
  const query = new URLSearchParams();
  const start = state.start ?? DEFAULT_START;
  if (state.service !== undefined) query.append('service', state.service);
  if (state.operation !== undefined) query.append('operation', state.operation);
  for (const condition of state.attribute ?? []) query.append('attribute', condition);
  if (state.status !== undefined) query.append('status', state.status);
  for (const field of DURATION_FIELDS) {
    const text = state[field];
    if (text !== undefined) query.append(field, compactDuration(text));
  }
  if (start !== ANY_TIME) query.append('start', start);
  if (state.end !== undefined) query.append('end', state.end);
  query.append('limit', String(limit));
  if (cursor !== undefined) query.append('cursor', cursor);
  return query;
}

/** What is wrong with a typed duration, in words; undefined when it is fine or empty. */
export function checkDuration(text: string): string | undefined {
  if (text.trim() === '' || parseDuration(text) !== undefined) return undefined;
  return `“${text.trim()}” is not a duration. Write a number and a unit, such as 100ms or 1.5s.`;
}

/** What is wrong with a typed attribute condition; undefined when it is fine. */
export function checkAttribute(text: string): string | undefined {
  if (/^[^=\s][^=]*=.+$/s.test(text.trim())) return undefined;
  return `“${text.trim()}” is not a condition. Write key=value, such as http.response.status_code=500.`;
}

/** Whether anything but the time range narrows the search. */
export function hasFilters(state: ExploreState): boolean {
  return Object.keys(state).some((field) => field !== 'start' && field !== 'end');
}
