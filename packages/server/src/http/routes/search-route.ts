// GET /api/v1/traces: trace summaries, newest first, with a cursor.

import {
  type SearchAnswer,
  SearchQuery,
  SearchAnswer as searchAnswerSchema,
} from '@throughline/model/api/search';
import { encodeCursor } from '../../query/cursor.ts';
import { parseSearch } from '../../query/parse-search.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerSearchRoute(app: AppInstance, { store, nowNs }: AppDependencies): void {
  app.get(
    '/api/v1/traces',
    {
      schema: {
        operationId: 'searchTraces',
        summary: 'Find traces',
        description:
          'service, operation, attribute, status and span duration must hold together on one span; ' +
          'a trace is in the time range when it starts within [start, end). Newest first.',
        tags: ['traces'],
        querystring: SearchQuery,
        response: {
          200: jsonResponse('one page of trace summaries', schemaRef(searchAnswerSchema)),
          ...errorResponses(['INVALID_PARAMETER', 'INVALID_CURSOR', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const search = parseSearch(request.query, nowNs());
      return withCursor(await store.searchTraces(search, requestSignal(reply)));
    },
  );
}

/** The wire form of the cursor is made and read in this package alone. */
function withCursor({ traces, hasMore }: SearchAnswer): SearchAnswer {
  const last = traces.at(-1);
  if (!hasMore || last === undefined) return { traces, hasMore };
  const startNs = BigInt(last.startTimeUnixNano);
  return { traces, hasMore, nextCursor: encodeCursor({ startNs, traceId: last.traceId }) };
}
