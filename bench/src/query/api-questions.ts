// Questions in TraceQL as the product's own API takes them, over a range of time.

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

export function namesQuestion({ range, narrowedBy, ...asked }: CompletionAsked): Question {
  const parameters = { ...times(range), ...(narrowedBy === undefined ? {} : { q: narrowedBy }) };
  return {
    ...asked,
    url: ({ httpUrl }) => `${httpUrl}/api/v1/attributes?${new URLSearchParams(parameters)}`,
    found: (body) => lengthOf(body, 'names'),
  };
}

export function valuesQuestion({
  range,
  narrowedBy,
  field,
  ...asked
}: CompletionAsked & { readonly field: string }): Question {
  const parameters = { ...times(range), ...(narrowedBy === undefined ? {} : { q: narrowedBy }) };
  const path = `/api/v1/attributes/${encodeURIComponent(field)}/values`;
  return {
    ...asked,
    url: ({ httpUrl }) => `${httpUrl}${path}?${new URLSearchParams(parameters)}`,
    found: (body) => lengthOf(body, 'values'),
  };
}

function times({ startMs, endMs }: Range): Record<string, string> {
  return { start: String(startMs), end: String(endMs) };
}

/** Of a list of the answer. */
function lengthOf(body: string, name: string): number {
  const list = (JSON.parse(body) as Record<string, unknown>)[name];
  if (Array.isArray(list)) return list.length;
  throw new Error(`the answer has no ${name}: ${body.slice(0, 500)}`);
}
