// GET, PUT and DELETE /api/v1/saved-queries: queries under names, for everybody who uses this server.

import {
  SavedQueriesAnswer,
  SavedQueryBody,
  SavedQueryParameters,
} from '@throughline/model/api/saved-queries';
import { parseQuery } from '../../query/traceql-text.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { ApiError } from '../errors.ts';
import { checkOrigin } from '../origin-check.ts';
import { errorResponses, jsonResponse, schemaRef } from '../schema-ref.ts';

const PATH = '/api/v1/saved-queries';
const ANSWER = jsonResponse('all that are saved now', schemaRef(SavedQueriesAnswer));

export function registerSavedQueryRoutes(app: AppInstance, dependencies: AppDependencies): void {
  const { savedQueries } = dependencies;
  const answer = () => ({ queries: [...savedQueries.list()] });
  app.get(
    PATH,
    {
      schema: {
        operationId: 'listSavedQueries',
        summary: 'Queries that were saved under a name',
        tags: ['traces'],
        response: { 200: ANSWER, ...errorResponses(['HOST_NOT_ALLOWED', 'INTERNAL']) },
      },
    },
    async () => answer(),
  );
  app.put(
    `${PATH}/:name`,
    {
      onRequest: checkOrigin,
      schema: {
        operationId: 'saveQuery',
        summary: 'Save a query under a name, in the place of one that has it',
        tags: ['traces'],
        params: SavedQueryParameters,
        body: SavedQueryBody,
        response: {
          200: ANSWER,
          ...errorResponses([
            'INVALID_PARAMETER',
            'INVALID_BODY',
            'INVALID_QUERY',
            'ORIGIN_NOT_ALLOWED',
            'HOST_NOT_ALLOWED',
            'SAVED_QUERIES_FULL',
            'INTERNAL',
          ]),
        },
      },
    },
    async (request) => {
      const { q } = request.body;
      parseQuery(q);
      await savedQueries.put(request.params.name, q);
      return answer();
    },
  );
  app.delete(
    `${PATH}/:name`,
    {
      onRequest: checkOrigin,
      schema: {
        operationId: 'deleteSavedQuery',
        summary: 'Delete a saved query',
        tags: ['traces'],
        params: SavedQueryParameters,
        response: {
          200: ANSWER,
          ...errorResponses([
            'INVALID_PARAMETER',
            'ORIGIN_NOT_ALLOWED',
            'HOST_NOT_ALLOWED',
            'SAVED_QUERY_NOT_FOUND',
            'INTERNAL',
          ]),
        },
      },
    },
    async (request) => {
      const { name } = request.params;
      if (await savedQueries.remove(name)) return answer();
      throw new ApiError('SAVED_QUERY_NOT_FOUND', `no query is saved as "${name}"`);
    },
  );
}
