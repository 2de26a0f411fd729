// GET /api/v1/metrics/query: series of values over the spans that a query finds.

import { MetricsAnswer, MetricsQuery } from '@throughline/model/api/traceql';
import { metricsAnswer } from '../../query/metrics-answer.ts';
import { parseMetrics } from '../../query/parse-metrics.ts';
import { withQueryErrors } from '../../query/traceql-text.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerMetricsRoute(
  app: AppInstance,
  { store, nowNs, queryLimits }: AppDependencies,
): void {
  app.get(
    '/api/v1/metrics/query',
    {
      schema: {
        operationId: 'queryMetrics',
        summary: 'Series of values over the spans that a query finds',
        description:
          'q is a TraceQL query that ends in a function such as rate() or quantile_over_time(); by ' +
          'default over the last hour. A span counts at its start.',
        tags: ['traces'],
        querystring: MetricsQuery,
        response: {
          200: jsonResponse('series, by their labels', schemaRef(MetricsAnswer)),
          ...errorResponses(['INVALID_PARAMETER', 'INVALID_QUERY', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const asked = parseMetrics(request.query, nowNs());
      const answer = await withQueryErrors(request.query.q, () =>
        store.traceql.metrics({ ...asked, limits: queryLimits }, requestSignal(reply)),
      );
      return reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(metricsAnswer(asked, answer)));
    },
  );
}
