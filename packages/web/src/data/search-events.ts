// A search as the events that the server sends while it goes on.

import type { SearchEnd, TraceSummary } from '@throughline/model/api/search';
import type { ReadStatistics } from '@throughline/model/api/traceql';
import { API, ApiError, errorOf, get } from './api-client.ts';
import { readEvents } from './read-events.ts';

export type SearchEvent =
  | { readonly kind: 'trace'; readonly trace: TraceSummary }
  | { readonly kind: 'progress'; readonly statistics: ReadStatistics }
  | { readonly kind: 'done'; readonly end: SearchEnd };

/** `query`: the parameters of GET /api/v1/traces. The last event is `done`. */
export async function* searchEvents(
  query: URLSearchParams,
  signal: AbortSignal,
): AsyncGenerator<SearchEvent> {
  const path = `${API}/traces?${query.toString()}`;
  const { body, status } = await get(path, signal, 'text/event-stream');
  if (body === null) throw new ApiError(status, 'NO_ANSWER', `${path} answered with nothing.`);
  for await (const { event, data } of readEvents(body)) {
    if (event === 'trace') yield { kind: 'trace', trace: data as TraceSummary };
    if (event === 'progress') yield { kind: 'progress', statistics: data as ReadStatistics };
    if (event === 'done') yield { kind: 'done', end: data as SearchEnd };
    if (event === 'done') return;
    if (event === 'error') throw errorOf(data, status);
  }
  throw new ApiError(0, 'NO_ANSWER', 'Throughline went away before the search had ended.');
}
