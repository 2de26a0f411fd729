// The questions of the pages about services, as TanStack Query options: how they fare, with whom one talks, who forwards
// the trace context, and what was found in traces.

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DependenciesAnswer } from '@throughline/model/api/dependencies';
import type { FindingsAnswer } from '@throughline/model/api/findings';
import type { PropagationAnswer } from '@throughline/model/api/propagation';
import type { ServiceAnswer, ServiceVersionsAnswer } from '@throughline/model/api/service';
import type { ServicesAnswer } from '@throughline/model/api/services';
import { appendRange, type ResolvedRange } from '../state/time-range.ts';
import { API, getJson } from './api-client.ts';

/** The range of a page stands still until somebody asks again, and so do the answers. */
const STALE_MS = 60_000;

/** Of a sparkline, which is about a hundred pixels wide. */
const TABLE_BINS = 40;
const CHART_BINS = 90;

function asked<T>(
  path: string,
  range: ResolvedRange,
  others: Readonly<Record<string, string>> = {},
) {
  const parameters = new URLSearchParams();
  // The API takes the last hour for what is not said.
  if (range.startMs <= 0) parameters.append('start', '0');
  appendRange(parameters, range);
  for (const [name, value] of Object.entries(others)) parameters.append(name, value);
  const address = `${API}/${path}?${parameters.toString()}`;
  return queryOptions({
    queryKey: ['services of a range', address],
    queryFn: async ({ signal }) => (await getJson(address, signal)) as T,
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

function servicePath(service: string): string {
  return `services/${encodeURIComponent(service)}`;
}

export function serviceFiguresQuery(range: ResolvedRange) {
  return asked<ServicesAnswer>('services', range, { bins: String(TABLE_BINS) });
}

export function serviceQuery(service: string, range: ResolvedRange) {
  return asked<ServiceAnswer>(servicePath(service), range, { bins: String(CHART_BINS) });
}

export function versionsQuery(service: string, range: ResolvedRange) {
  return asked<ServiceVersionsAnswer>(`${servicePath(service)}/versions`, range);
}

/** Everything that calls, and everything that is called. */
export function dependenciesQuery(range: ResolvedRange) {
  return asked<DependenciesAnswer>('dependencies', range);
}

/** Only its neighbours: whom it calls, and who calls it. */
export function neighboursQuery(service: string, range: ResolvedRange) {
  return asked<DependenciesAnswer>('dependencies', range, { service });
}

export function propagationQuery(range: ResolvedRange) {
  return asked<PropagationAnswer>('propagation', range);
}

/** All kinds and services: the page chooses among them without asking again. */
export function findingsQuery(range: ResolvedRange) {
  return asked<FindingsAnswer>('findings', range);
}

/** A question of its own, so that the page of the service waits for no more than it shows. */
export function serviceFindingsQuery(service: string, range: ResolvedRange) {
  return asked<FindingsAnswer>('findings', range, { service });
}
