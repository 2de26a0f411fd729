// POST /api/v1/demo: the demo traces, through the same limits, rules and store as whatever comes over the network.

import { DemoAnswer, DemoRequest } from '@throughline/model/api/demo';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { DEMO_SERVICES } from '../../demo/demo-calls.ts';
import { makeDemoTraces } from '../../demo/demo-traces.ts';
import { beginExport } from '../../ingest/export-traces.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { ApiError } from '../errors.ts';
import { checkOrigin } from '../origin-check.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';
import { untilFound } from '../until-found.ts';

const NS_PER_MS = 1_000_000n;

export function registerDemoRoute(app: AppInstance, dependencies: AppDependencies): void {
  const { store, ingest, demo, nowNs } = dependencies;
  app.post(
    '/api/v1/demo',
    {
      onRequest: checkOrigin,
      schema: {
        operationId: 'loadDemo',
        summary: 'Load the demo traces',
        description:
          'Some hundred traces of a small shop over the last hour and a half, made for this request; each ' +
          'resource has throughline.demo, by which they can be deleted.',
        tags: ['process'],
        body: DemoRequest,
        response: {
          200: jsonResponse('what was loaded', schemaRef(DemoAnswer)),
          ...errorResponses([
            'INVALID_BODY',
            'ORIGIN_NOT_ALLOWED',
            'DEMO_OFF',
            'DEMO_WITH_DATA',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request, reply) => {
      if (!demo.isOffered) {
        throw new ApiError('DEMO_OFF', 'the server was started with --demo-traces off');
      }
      const services = await store.services(requestSignal(reply));
      if (services.length > 0 && request.body.evenWithData !== true) {
        throw new ApiError(
          'DEMO_WITH_DATA',
          `there are spans of ${services.length} services already; evenWithData loads the demo traces beside them`,
        );
      }
      const { body, traces, slowestTraceId } = makeDemoTraces(Number(nowNs() / NS_PER_MS));
      const text = Buffer.from(JSON.stringify(body));
      const attempt = beginExport(ingest, 'demo', request.id);
      try {
        const outcome = await attempt.append(text, (_bytes, batch, receivedMs) =>
          decodeTracesJson(body, batch, receivedMs),
        );
        attempt.succeed(outcome);
        await untilFound(store);
        return {
          traces,
          spans: outcome.acceptedSpans,
          services: [...DEMO_SERVICES],
          slowestTraceId,
        };
      } catch (error) {
        attempt.fail(error);
        throw error;
      }
    },
  );
}
