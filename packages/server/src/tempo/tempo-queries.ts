// What Tempo's API can be asked, whichever way a request comes: from its parameters to the message of the answer.

import type {
  QueryInstantResponse,
  QueryRangeResponse,
  SearchResponse,
  SearchTagsResponse,
  SearchTagsV2Response,
  SearchTagValuesResponse,
  SearchTagValuesV2Response,
} from '@throughline/model/tempo/messages';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type {
  AttributeName,
  QueryLimits,
  TraceqlMetrics,
  TraceqlMetricsAnswer,
  TraceqlSearch,
} from '@throughline/storage/contract/traceql-store';
import { instantResponse, rangeResponse } from './metrics-answer.ts';
import {
  type InstantParameters,
  type MetricsParameters,
  toInstantMetrics,
  toRangeMetrics,
} from './metrics-request.ts';
import { asBadRequest } from './read-query.ts';
import { searchMetrics, traceTeller } from './search-answer.ts';
import { type SearchParameters, toSearch } from './search-request.ts';
import {
  distinctNames,
  INTRINSIC_TAGS,
  knownValues,
  MADE_UP_VALUES,
  scopesOf,
  tagValues,
} from './tag-answer.ts';
import {
  readBareTagField,
  readTagField,
  type TagsParameters,
  type TagValuesParameters,
  tagScope,
  toNames,
  toValues,
} from './tag-request.ts';

export interface TempoQueriesOptions {
  readonly store: Pick<SpanStore, 'traceql'>;
  readonly limits: QueryLimits;
}

/** Rejects with BadRequestError, and with what the store rejects with. */
export interface TempoQueries {
  /** `onFound` hears of each trace once, as it is found; the answer has all of them. */
  search(
    parameters: SearchParameters,
    signal: AbortSignal,
    onFound?: (found: SearchResponse) => void,
  ): Promise<SearchResponse>;
  tags(parameters: TagsParameters, signal: AbortSignal): Promise<SearchTagsResponse>;
  tagsV2(parameters: TagsParameters, signal: AbortSignal): Promise<SearchTagsV2Response>;
  tagValues(parameters: TagValuesParameters, signal: AbortSignal): Promise<SearchTagValuesResponse>;
  tagValuesV2(
    parameters: TagValuesParameters,
    signal: AbortSignal,
  ): Promise<SearchTagValuesV2Response>;
  range(parameters: MetricsParameters, signal: AbortSignal): Promise<QueryRangeResponse>;
  instant(parameters: InstantParameters, signal: AbortSignal): Promise<QueryInstantResponse>;
}

export function createTempoQueries({ store, limits }: TempoQueriesOptions): TempoQueries {
  const ask = async (
    request: Omit<TraceqlMetrics, 'limits'>,
    signal: AbortSignal,
  ): Promise<TraceqlMetricsAnswer> =>
    inTempoWords(() => store.traceql.metrics({ ...request, limits }, signal));
  return {
    search: (parameters, signal, onFound) =>
      inTempoWords(() => search(store, { ...toSearch(parameters), limits }, signal, onFound)),
    ...createTagQueries(store),
    async range(parameters, signal) {
      const request = toRangeMetrics(parameters);
      return rangeResponse(request, await ask(request, signal));
    },
    async instant(parameters, signal) {
      const request = toInstantMetrics(parameters);
      return instantResponse(request, await ask(request, signal));
    },
  };
}

async function search(
  store: TempoQueriesOptions['store'],
  request: TraceqlSearch,
  signal: AbortSignal,
  onFound: ((found: SearchResponse) => void) | undefined,
): Promise<SearchResponse> {
  const tell = traceTeller(request.query);
  const answer = await store.traceql.search(request, signal, (traces, statistics) => {
    onFound?.({ traces: traces.map(tell), metrics: searchMetrics(statistics, false) });
  });
  const metrics = searchMetrics(answer.statistics, answer.incomplete === undefined);
  return { traces: answer.traces.map(tell), metrics };
}

function createTagQueries(
  store: TempoQueriesOptions['store'],
): Pick<TempoQueries, 'tags' | 'tagsV2' | 'tagValues' | 'tagValuesV2'> {
  const names = async (
    parameters: TagsParameters,
    signal: AbortSignal,
  ): Promise<readonly AttributeName[]> => {
    const scope = tagScope(parameters) ?? 'any';
    if (scope === 'intrinsic') return [];
    const found = await store.traceql.attributeNames(toNames(parameters, scope), signal);
    return found.items;
  };
  const values = async (parameters: TagValuesParameters, signal: AbortSignal, isBare: boolean) => {
    const field = isBare ? readBareTagField(parameters) : readTagField(parameters);
    const known = knownValues(field);
    if (known !== undefined) return known;
    const found = await store.traceql.attributeValues(toValues(parameters, field), signal);
    return tagValues(found.items);
  };
  return {
    async tags(parameters, signal) {
      const isIntrinsic = tagScope(parameters) === 'intrinsic';
      const found = isIntrinsic ? INTRINSIC_TAGS : distinctNames(await names(parameters, signal));
      return { tagNames: found, metrics: {} };
    },
    async tagsV2(parameters, signal) {
      const scope = tagScope(parameters);
      const withIntrinsics = scope === undefined || scope === 'intrinsic';
      const intrinsic = withIntrinsics ? [{ name: 'intrinsic', tags: INTRINSIC_TAGS }] : [];
      const limit = parameters.maxTagsPerScope || Number.POSITIVE_INFINITY;
      const scopes = scopesOf(await names(parameters, signal), limit);
      return { scopes: [...intrinsic, ...scopes], metrics: {} };
    },
    async tagValues(parameters, signal) {
      const madeUp = MADE_UP_VALUES.get(parameters.tagName ?? '');
      if (madeUp !== undefined) return { tagValues: madeUp, metrics: {} };
      const found = await values(parameters, signal, true);
      return { tagValues: [...new Set(found.map(({ value = '' }) => value))], metrics: {} };
    },
    async tagValuesV2(parameters, signal) {
      return { tagValues: await values(parameters, signal, false), metrics: {} };
    },
  };
}

/** What is found wrong with a query while it is answered is told like what was wrong from the start. */
async function inTempoWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asBadRequest(error);
  }
}
