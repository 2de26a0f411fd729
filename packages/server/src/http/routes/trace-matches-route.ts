// GET /api/v1/traces/{traceId}/matches: find within one trace. GET /api/v1/link-templates: where a span leads to
// outside.

import { LinkTemplatesAnswer } from '@throughline/model/api/link-templates';
import { TraceParams } from '@throughline/model/api/trace';
import { TraceMatches, TraceMatchesQuery } from '@throughline/model/api/trace-matches';
import { findInTrace } from '../../query/find-in-trace.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { parseTraceId, traceNotFound } from '../parse-ids.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerTraceMatchesRoute(
  app: AppInstance,
  { store, queryLimits, linkTemplates }: AppDependencies,
): void {
  app.get(
    '/api/v1/link-templates',
    {
      schema: {
        operationId: 'getLinkTemplates',
        summary: 'Links from spans to logs, runbooks and the like, as set up by --link-template',
        tags: ['traces'],
        response: {
          200: jsonResponse('the templates', schemaRef(LinkTemplatesAnswer)),
          ...errorResponses(['HOST_NOT_ALLOWED', 'INTERNAL']),
        },
      },
    },
    async () => ({ templates: [...linkTemplates] }),
  );

  app.get(
    '/api/v1/traces/:traceId/matches',
    {
      schema: {
        operationId: 'findInTrace',
        summary: 'Spans of one trace that say a text, or that a query finds',
        tags: ['traces'],
        params: TraceParams,
        querystring: TraceMatchesQuery,
        response: {
          200: jsonResponse('the spans', schemaRef(TraceMatches)),
          ...errorResponses([
            'INVALID_ID',
            'INVALID_PARAMETER',
            'INVALID_QUERY',
            'TRACE_NOT_FOUND',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request, reply) => {
      const traceId = parseTraceId(request.params.traceId);
      const search = { store, limits: queryLimits, traceId, signal: requestSignal(reply) };
      const matches = await findInTrace(search, request.query);
      if (matches === undefined) throw traceNotFound(traceId);
      return matches;
    },
  );
}
