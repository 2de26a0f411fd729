// GET /api/v1/propagation: who forwards the trace context and who does not, over a sample of the traces of a range.

import { examinePropagation } from '@throughline/analysis/propagation/examine-propagation';
import { PropagationAnswer, PropagationQuery } from '@throughline/model/api/propagation';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { sampleNeighbours } from '../../derive/sample-neighbours.ts';
import { parseClosedRange } from '../../query/parse-range.ts';
import { propagationAnswer } from '../../query/propagation-answer.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

const NS_PER_MS = 1_000_000n;

/** `samplesFrom`: the store without a step of the self-trace for each question of a sample. */
export function registerPropagationRoute(
  app: AppInstance,
  { queryLimits, nowNs }: AppDependencies,
  samplesFrom: SpanStore,
): void {
  app.get(
    '/api/v1/propagation',
    {
      schema: {
        operationId: 'examinePropagation',
        summary: 'Who forwards the trace context, and who does not',
        description:
          'Of all traces of the range where they are few, else of runs of neighbours spread over it; ' +
          '`sample` says which. How calls are matched: docs/analysis.md.',
        tags: ['services'],
        querystring: PropagationQuery,
        response: {
          200: jsonResponse('hops, services and one-sided calls', schemaRef(PropagationAnswer)),
          ...errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const now = nowNs();
      const range = parseClosedRange(request.query, now);
      const signal = requestSignal(reply);
      const sample = await sampleNeighbours({ store: samplesFrom, queryLimits, range, signal });
      const report = examinePropagation(sample.traces, { nowMs: Number(now / NS_PER_MS) });
      return reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(propagationAnswer(sample, report, range)));
    },
  );
}
