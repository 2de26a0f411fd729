// GET /api/v1/services and /api/v1/operations.

import { OperationsAnswer, OperationsQuery, ServicesAnswer } from '@throughline/model/api/services';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerServiceRoutes(app: AppInstance, { store }: AppDependencies): void {
  app.get(
    '/api/v1/services',
    {
      schema: {
        operationId: 'listServices',
        summary: 'Services that have sent spans',
        tags: ['services'],
        response: {
          200: jsonResponse('every service, sorted by name', schemaRef(ServicesAnswer)),
          ...errorResponses(STORE_ERRORS),
        },
      },
    },
    async (_request, reply) => ({ services: await store.services(requestSignal(reply)) }),
  );

  app.get(
    '/api/v1/operations',
    {
      schema: {
        operationId: 'listOperations',
        summary: 'Span names, by service and kind',
        tags: ['services'],
        querystring: OperationsQuery,
        response: {
          200: jsonResponse('every operation, sorted', schemaRef(OperationsAnswer)),
          ...errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      return { operations: await store.operations(request.query.service, requestSignal(reply)) };
    },
  );
}
