// What is asked about a query itself: whether a text is one, and how the engine would answer it.

import { SearchQuery } from '@throughline/model/api/search';
import { CheckAnswer, CheckRequest, ExplainAnswer } from '@throughline/model/api/traceql';
import { print } from '@throughline/traceql/syntax/print';
import { checkAnswer } from '../../query/check-answer.ts';
import { engineSearch, parseSearch } from '../../query/parse-search.ts';
import { withQueryErrors } from '../../query/traceql-text.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerTraceqlRoutes(app: AppInstance, dependencies: AppDependencies): void {
  registerExplain(app, dependencies);
  registerCheck(app);
}

function registerExplain(app: AppInstance, { store, nowNs, queryLimits }: AppDependencies): void {
  app.get(
    '/api/v1/explain',
    {
      schema: {
        operationId: 'explainSearch',
        summary: 'How a search would be answered',
        description: 'Takes the parameters of GET /api/v1/traces.',
        tags: ['traces'],
        querystring: SearchQuery,
        response: {
          200: jsonResponse('the plan and its statements', schemaRef(ExplainAnswer)),
          ...errorResponses([
            'INVALID_PARAMETER',
            'INVALID_QUERY',
            'INVALID_CURSOR',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request, reply) => {
      const search = parseSearch(request.query, nowNs());
      const { plan, statements } = await withQueryErrors(search.source, () =>
        store.traceql.explain(engineSearch(search, queryLimits), requestSignal(reply)),
      );
      const body = { query: print(search.query), plan, statements };
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(body, asText));
    },
  );
}

/** JSON has no 64-bit numbers. */
function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function registerCheck(app: AppInstance): void {
  app.post(
    '/api/v1/traceql/check',
    {
      schema: {
        operationId: 'checkQuery',
        summary: 'Whether a text is a query, and what is wrong if not',
        tags: ['traces'],
        body: CheckRequest,
        response: {
          200: jsonResponse(
            'the query in canonical form, or what is wrong',
            schemaRef(CheckAnswer),
          ),
          ...errorResponses(['INVALID_BODY', 'HOST_NOT_ALLOWED', 'INTERNAL']),
        },
      },
    },
    async (request) => checkAnswer(request.body.q),
  );
}
