// What this process is and how it is: /api/v1/status, /healthz, /readyz, /metrics.

import { HealthAnswer, ReadyAnswer, StatusAnswer } from '@throughline/model/api/status';
import { Type } from 'typebox';
import { createCachedProbe } from '../../telemetry/cached-probe.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { errorResponses, jsonResponse, schemaRef } from '../schema-ref.ts';

const PROCESS_ERRORS = errorResponses(['HOST_NOT_ALLOWED', 'INTERNAL']);

export function registerProcessRoutes(app: AppInstance, dependencies: AppDependencies): void {
  const { metrics, readiness, status } = dependencies;
  // A scrape is not to wait as long as a prober may: what is not known in time is not ready.
  const probe = createCachedProbe(readiness);
  metrics.beforeScrape(async () => {
    const { value, isCurrent } = await probe.latest();
    metrics.setReady(isCurrent && value?.ready === true);
  });
  app.get(
    '/api/v1/status',
    {
      schema: {
        operationId: 'getStatus',
        summary: 'Version, listeners and storage engine of this process',
        tags: ['process'],
        response: { 200: jsonResponse('status', schemaRef(StatusAnswer)), ...PROCESS_ERRORS },
      },
    },
    () => status(),
  );

  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'getHealth',
        summary: 'Whether the process answers at all',
        tags: ['process'],
        response: { 200: jsonResponse('it does', schemaRef(HealthAnswer)), ...PROCESS_ERRORS },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether spans can be stored and found, and if not, why',
        tags: ['process'],
        response: {
          200: jsonResponse('ready', schemaRef(ReadyAnswer)),
          503: jsonResponse('not ready, with the reasons', schemaRef(ReadyAnswer)),
          ...PROCESS_ERRORS,
        },
      },
    },
    async (_request, reply) => {
      const answer = await readiness();
      return reply.status(answer.ready ? 200 : 503).send(answer);
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'Metrics in the Prometheus text format',
        tags: ['process'],
        response: {
          200: {
            description: 'see docs/reference/metrics.md',
            content: { 'text/plain': { schema: Type.String() } },
          },
          ...PROCESS_ERRORS,
        },
      },
    },
    async (_request, reply) => {
      return reply.type(metrics.contentType).send(await metrics.render());
    },
  );
}
