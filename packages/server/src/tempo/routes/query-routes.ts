// The questions of Tempo's API: search, names and values of attributes, metrics.

import type { MessageOf, MessageShape } from '@throughline/model/tempo/message-shape';
import {
  QUERY_INSTANT_RESPONSE,
  QUERY_RANGE_RESPONSE,
  SEARCH_RESPONSE,
  SEARCH_TAG_VALUES_RESPONSE,
  SEARCH_TAG_VALUES_V2_RESPONSE,
  SEARCH_TAGS_RESPONSE,
  SEARCH_TAGS_V2_RESPONSE,
} from '@throughline/model/tempo/messages';
import type { FastifyRequest } from 'fastify';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { sendMessage } from '../answer-format.ts';
import { metricsParameters } from '../metrics-request.ts';
import { searchParameters } from '../search-request.ts';
import { tagsParameters, tagValuesParameters } from '../tag-request.ts';
import type { TempoDependencies } from '../tempo-dependencies.ts';
import { createTempoQueries } from '../tempo-queries.ts';
import { urlParameters } from '../url-parameters.ts';

export function registerQueryRoutes(app: AppInstance, dependencies: TempoDependencies): void {
  const queries = createTempoQueries(dependencies);
  const { nowNs } = dependencies;
  route(app, '/api/search', SEARCH_RESPONSE, ({ url }, signal) =>
    queries.search(searchParameters(urlParameters(url)), signal),
  );
  route(app, '/api/search/tags', SEARCH_TAGS_RESPONSE, ({ url }, signal) =>
    queries.tags(tagsParameters(urlParameters(url)), signal),
  );
  route(app, '/api/v2/search/tags', SEARCH_TAGS_V2_RESPONSE, ({ url }, signal) =>
    queries.tagsV2(tagsParameters(urlParameters(url)), signal),
  );
  route(app, '/api/search/tag/*', SEARCH_TAG_VALUES_RESPONSE, ({ url }, signal) =>
    queries.tagValues(tagValuesParameters(tagNameOf(url), urlParameters(url)), signal),
  );
  route(app, '/api/v2/search/tag/*', SEARCH_TAG_VALUES_V2_RESPONSE, ({ url }, signal) =>
    queries.tagValuesV2(tagValuesParameters(tagNameOf(url), urlParameters(url)), signal),
  );
  route(app, '/api/metrics/query_range', QUERY_RANGE_RESPONSE, ({ url }, signal) =>
    queries.range(metricsParameters(urlParameters(url), nowNs()), signal),
  );
  route(app, '/api/metrics/query', QUERY_INSTANT_RESPONSE, ({ url }, signal) =>
    queries.instant(metricsParameters(urlParameters(url), nowNs()), signal),
  );
}

function route<S extends MessageShape>(
  app: AppInstance,
  path: string,
  shape: S,
  answer: (request: FastifyRequest, signal: AbortSignal) => Promise<MessageOf<S>>,
): void {
  app.get(path, async (request, reply) => {
    if (path.endsWith('*') && !TAG_VALUES_PATH.test(request.url)) return reply.callNotFound();
    return sendMessage(reply, shape, await answer(request, requestSignal(reply)));
  });
}

/** A name may hold slashes, written as they are or escaped. */
const TAG_VALUES_PATH = /^\/api\/(?:v2\/)?search\/tag\/([^?]*)\/values\/?(?:\?|$)/;

function tagNameOf(url: string): string {
  return decodeURIComponent(TAG_VALUES_PATH.exec(url)?.[1] ?? '');
}
