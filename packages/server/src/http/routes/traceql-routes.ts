// What is asked about a query itself: whether a text is one, and how the engine would answer it.

import { CheckAnswer, CheckRequest } from '@throughline/model/api/traceql';
import { checkAnswer } from '../../query/check-answer.ts';
import type { AppInstance } from '../app-instance.ts';
import { errorResponses, jsonResponse, schemaRef } from '../schema-ref.ts';

export function registerTraceqlRoutes(app: AppInstance): void {
  registerCheck(app);
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
