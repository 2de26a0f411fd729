// The questions of the Status page and of the empty server: what comes in, what is stored, the demo traces.

import { queryOptions } from '@tanstack/react-query';
import type { ActivityAnswer, StorageAnswer } from '@throughline/model/api/activity';
import type { DemoAnswer } from '@throughline/model/api/demo';
import type { FindingsAnswer } from '@throughline/model/api/findings';
import type { ServicesAnswer } from '@throughline/model/api/services';
import { API, getJson, sendJson } from './api-client.ts';

/** Quick enough to see what one has just sent. */
const ACTIVITY_POLL_MS = 2_000;
/** It asks the engine, and counts by minute. */
const SENDERS_POLL_MS = 15_000;
/** It reads a sample of the spans. */
const STORAGE_POLL_MS = 60_000;

export function activityQuery() {
  return queryOptions({
    queryKey: ['activity'],
    queryFn: async ({ signal }) =>
      (await getJson(`${API}/status/activity`, signal)) as ActivityAnswer,
    refetchInterval: ACTIVITY_POLL_MS,
  });
}

export const SENDERS_MINUTES = 15;

/** Services whose spans began within the last quarter of an hour. */
export function sendersQuery() {
  const path = `${API}/services?start=now-${SENDERS_MINUTES}m&bins=${SENDERS_MINUTES}`;
  return queryOptions({
    queryKey: ['senders'],
    queryFn: async ({ signal }) => (await getJson(path, signal)) as ServicesAnswer,
    refetchInterval: SENDERS_POLL_MS,
  });
}

/** Later traces may not be at rest yet, and are not due. */
export const COVERAGE_MINUTES = { first: 16, last: 1 } as const;

/** How many of the arriving traces were analysed. */
export function coverageQuery() {
  const { first, last } = COVERAGE_MINUTES;
  const path = `${API}/findings?start=now-${first}m&end=now-${last}m&examples=0`;
  return queryOptions({
    queryKey: ['coverage'],
    queryFn: async ({ signal }) => (await getJson(path, signal)) as FindingsAnswer,
    refetchInterval: SENDERS_POLL_MS,
  });
}

export function storageQuery() {
  return queryOptions({
    queryKey: ['storage'],
    queryFn: async ({ signal }) =>
      (await getJson(`${API}/status/storage`, signal)) as StorageAnswer,
    refetchInterval: STORAGE_POLL_MS,
  });
}

export async function loadDemo(evenWithData: boolean): Promise<DemoAnswer> {
  return (await sendJson('POST', `${API}/demo`, { evenWithData })) as DemoAnswer;
}
