// Questions in TraceQL over a range of time, as the product's own API takes them, and for completion as Tempo's API
// does, which Grafana asks.

import type { Question } from './question.ts';

export interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

interface Asked {
  readonly name: string;
  readonly title: string;
  readonly range: Range;
  readonly atLeast: number;
}

interface SearchAsked extends Asked {
  query(run: number): string;
  readonly limit: number;
}

export function searchQuestion({ query, range, limit, ...asked }: SearchAsked): Question {
  return {
    ...asked,
    url({ httpUrl }, run) {
      const parameters = { q: query(run), ...times(range), limit: String(limit) };
      return `${httpUrl}/api/v1/traces?${new URLSearchParams(parameters)}`;
    },
    found: (body) => lengthOf(body, 'traces'),
  };
}

export function metricsQuestion({
  query,
  range,
  ...asked
}: Asked & { readonly query: string }): Question {
  return {
    ...asked,
    url: ({ httpUrl }) =>
      `${httpUrl}/api/v1/metrics/query?${new URLSearchParams({ q: query, ...times(range) })}`,
    found: (body) => lengthOf(body, 'series'),
  };
}

interface CompletionAsked extends Asked {
  readonly narrowedBy?: string;
}

/** The same that Grafana asks while one types. */
export function namesQuestion({ range, narrowedBy, ...asked }: CompletionAsked): Question {
  const parameters = { ...seconds(range), ...(narrowedBy === undefined ? {} : { q: narrowedBy }) };
  return {
    ...asked,
    url: ({ tempoUrl }) => `${tempoUrl}/api/v2/search/tags?${new URLSearchParams(parameters)}`,
    found: (body) =>
      lengthOf(body, 'scopes', ({ tags }) => (Array.isArray(tags) ? tags.length : 0)),
  };
}

export function valuesQuestion({
  range,
  narrowedBy,
  field,
  ...asked
}: CompletionAsked & { readonly field: string }): Question {
  const parameters = { ...seconds(range), ...(narrowedBy === undefined ? {} : { q: narrowedBy }) };
  const path = `/api/v2/search/tag/${encodeURIComponent(field)}/values`;
  return {
    ...asked,
    url: ({ tempoUrl }) => `${tempoUrl}${path}?${new URLSearchParams(parameters)}`,
    found: (body) => lengthOf(body, 'tagValues'),
  };
}

interface FiguresAsked extends Asked {
  /** Below the product's own API. */
  readonly path: string;
  /** The list of the answer that is counted. */
  readonly list: string;
}

/** What the pages of services and the map ask. */
export function figuresQuestion({ path, list, range, ...asked }: FiguresAsked): Question {
  return {
    ...asked,
    url: ({ httpUrl }) => `${httpUrl}/api/v1/${path}?${new URLSearchParams(times(range))}`,
    found: (body) => lengthOf(body, list),
  };
}

function times({ startMs, endMs }: Range): Record<string, string> {
  return { start: String(startMs), end: String(endMs) };
}

function seconds({ startMs, endMs }: Range): Record<string, string> {
  return { start: String(Math.floor(startMs / 1000)), end: String(Math.ceil(endMs / 1000)) };
}

/** Of a list of the answer; or all lengths that its items tell. */
function lengthOf(
  body: string,
  name: string,
  ofItem: (item: Record<string, unknown>) => number = () => 1,
): number {
  const list = (JSON.parse(body) as Record<string, unknown>)[name];
  if (!Array.isArray(list)) throw new Error(`the answer has no ${name}: ${body.slice(0, 500)}`);
  return list.reduce((sum: number, item) => sum + ofItem(item), 0);
}
