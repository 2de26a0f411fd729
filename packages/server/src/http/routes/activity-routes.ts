// GET /api/v1/status/activity and /api/v1/status/storage: what comes in, how the engine is, what is on disk.

import { ActivityAnswer, MAX_STORAGE_ITEMS, StorageAnswer } from '@throughline/model/api/activity';
import { activityAnswer } from '../../query/activity-answer.ts';
import { createCachedProbe } from '../../telemetry/cached-probe.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerActivityRoutes(app: AppInstance, dependencies: AppDependencies): void {
  const { store, activity, readiness, queryLimits, demo } = dependencies;
  // Whoever looks is not to wait for an engine that hangs, and many who look ask it once a second.
  const engine = createCachedProbe((signal) => store.engineFigures(signal));
  app.get(
    '/api/v1/status/activity',
    {
      schema: {
        operationId: 'getActivity',
        summary: 'What comes in by protocol, what is refused and why, and how the engine is',
        description: 'Since this process started; the bins are of the last quarter of an hour.',
        tags: ['process'],
        response: {
          200: jsonResponse('activity', schemaRef(ActivityAnswer)),
          ...errorResponses(['HOST_NOT_ALLOWED', 'INTERNAL']),
        },
      },
    },
    async () => {
      const [ready, figures] = await Promise.all([readiness(), engine.latest()]);
      return activityAnswer({
        activity,
        readiness: ready,
        writes: store.writeStats(),
        engine: figures.isCurrent ? figures.value : undefined,
        isDemoOffered: demo.isOffered,
      });
    },
  );

  app.get(
    '/api/v1/status/storage',
    {
      schema: {
        operationId: 'getStorage',
        summary: 'What is on disk, by table, service and attribute',
        description: 'Shares of services and attributes are estimated from a sample of spans.',
        tags: ['process'],
        response: {
          200: jsonResponse('storage', schemaRef(StorageAnswer)),
          ...errorResponses(STORE_ERRORS),
        },
      },
    },
    async (_request, reply) => {
      const request = { limits: queryLimits, maxItems: MAX_STORAGE_ITEMS };
      const { tables, services, attributes, ...usage } = await store.diskUsage(
        request,
        requestSignal(reply),
      );
      return {
        ...usage,
        tables: [...tables],
        services: [...services],
        attributes: [...attributes],
      };
    },
  );
}
