// GET /api/v1/compare/cohorts: what sets the spans of a selection apart from the others.

import { CohortsAnswer, CohortsQuery } from '@throughline/model/api/cohorts';
import { cohortsAnswer } from '../../query/cohorts-answer.ts';
import { parseCohorts } from '../../query/parse-cohorts.ts';
import { withQueryErrors } from '../../query/traceql-text.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerCohortsRoute(
  app: AppInstance,
  { store, nowNs, queryLimits }: AppDependencies,
): void {
  app.get(
    '/api/v1/compare/cohorts',
    {
      schema: {
        operationId: 'compareCohorts',
        summary: 'What sets the spans of a selection apart from the others',
        description:
          'Attributes of spans and resources, name, status, kind and root, by the difference of their shares. ' +
          'Of many spans a sample of either side is counted, and said so.',
        tags: ['traces'],
        querystring: CohortsQuery,
        response: {
          200: jsonResponse('fields, the largest difference first', schemaRef(CohortsAnswer)),
          ...errorResponses(['INVALID_PARAMETER', 'INVALID_QUERY', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const asked = parseCohorts(request.query, nowNs());
      const found = await withQueryErrors(request.query.q, () =>
        store.traceql.cohorts({ ...asked, limits: queryLimits }, requestSignal(reply)),
      );
      return cohortsAnswer(request.query, asked, found);
    },
  );
}
