// GET /api/v1/dependencies: who calls whom.

import { DependenciesAnswer, DependenciesQuery } from '@throughline/model/api/dependencies';
import { dependenciesAnswer, parseDependencies } from '../../query/dependencies-answer.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerDependenciesRoute(
  app: AppInstance,
  { store, nowNs, queryLimits }: AppDependencies,
): void {
  app.get(
    '/api/v1/dependencies',
    {
      schema: {
        operationId: 'listDependencies',
        summary: 'Who calls whom, with rate, errors and latency',
        description:
          'Services by parent and child spans; databases, queues and outside services by the attributes ' +
          'of the spans that call them. Counted by minute; of many spans that are not counted yet a sample ' +
          'of traces is looked at, and said so.',
        tags: ['services'],
        querystring: DependenciesQuery,
        response: {
          200: jsonResponse('nodes and edges, by calls', schemaRef(DependenciesAnswer)),
          ...errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const range = parseDependencies(request.query, nowNs());
      const map = await store.serviceMap({ range, limits: queryLimits }, requestSignal(reply));
      return dependenciesAnswer(request.query, range, map);
    },
  );
}
