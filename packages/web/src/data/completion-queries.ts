// What there is to ask for, as lists to choose from: names of attributes and values of fields, with their counts,
// as far as the rest of a query leaves them; and whether a text is a query.

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AttributesAnswer, AttributeValuesAnswer } from '@throughline/model/api/attributes';
import type { CheckAnswer } from '@throughline/model/api/traceql';
import { appendRange, type ResolvedRange } from '../state/time-range.ts';
import { API, get, getJson } from './api-client.ts';

const STALE_MS = 15_000;

/** What is asked of the lists that completion offers. */
export interface CompletionAsked {
  /** The query so far; what spans have that it takes. */
  readonly q?: string | undefined;
  readonly prefix?: string;
  readonly range: ResolvedRange;
}

/** As many as a list shows. */
const COMPLETIONS = 200;

export function completionParameters({ q, prefix, range }: CompletionAsked): URLSearchParams {
  const parameters = new URLSearchParams();
  if (q !== undefined && q.trim() !== '') parameters.append('q', q);
  if (prefix !== undefined && prefix !== '') parameters.append('prefix', prefix);
  appendRange(parameters, range);
  parameters.append('limit', String(COMPLETIONS));
  return parameters;
}

export function attributesQuery(asked: CompletionAsked) {
  const parameters = completionParameters(asked);
  return queryOptions({
    queryKey: ['attributes', parameters.toString()],
    queryFn: ({ signal }) => fetchAttributes(parameters, signal),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

export function valuesQuery(field: string, asked: CompletionAsked) {
  const parameters = completionParameters(asked);
  return queryOptions({
    queryKey: ['values', field, parameters.toString()],
    queryFn: ({ signal }) => fetchValues(field, parameters, signal),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** `query`: the parameters of GET /api/v1/attributes. */
export async function fetchAttributes(
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<AttributesAnswer> {
  return (await getJson(`${API}/attributes?${query.toString()}`, signal)) as AttributesAnswer;
}

/** `field` as TraceQL writes it. */
export async function fetchValues(
  field: string,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<AttributeValuesAnswer> {
  const path = `${API}/attributes/${encodeURIComponent(field)}/values?${query.toString()}`;
  return (await getJson(path, signal)) as AttributeValuesAnswer;
}

export async function checkQuery(q: string, signal: AbortSignal): Promise<CheckAnswer> {
  const response = await get(`${API}/traceql/check`, signal, 'application/json', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ q }),
  });
  return (await response.json()) as CheckAnswer;
}
