// GET /api/v1/compare: a trace against another, or against what is usual for its endpoint.

import { readTrace, type Trace } from '@throughline/analysis/trace/trace';
import { CompareAnswer, CompareQuery, USUAL } from '@throughline/model/api/compare';
import type { EndpointBaselines } from '../../derive/endpoint-baselines.ts';
import { compareTraces, compareWithUsual, type ReadSide } from '../../query/compare-answer.ts';
import { MAX_DRAWN_SPANS } from '../../query/trace-table.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { parseTraceId, traceNotFound } from '../parse-ids.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerCompareRoute(
  app: AppInstance,
  { store, selfTracer, analysis }: AppDependencies,
  baselines: EndpointBaselines,
): void {
  const learn = (trace: Trace) =>
    selfTracer === undefined
      ? baselines.of(trace)
      : selfTracer.step('learn what is usual', {}, () => baselines.of(trace));
  // What places and names the spans is enough, and much less than all that they hold.
  const read = async (field: string, text: string, signal: AbortSignal): Promise<ReadSide> => {
    const traceId = parseTraceId(text, field, field === 'right' ? `, or "${USUAL}"` : '');
    const outline = await store.traceParts.outline(traceId, MAX_DRAWN_SPANS, signal);
    if (outline === undefined || outline.batch.rowCount === 0) throw traceNotFound(traceId, field);
    const { batch, spanCount } = outline;
    const trace = readTrace(batch, analysis.clockShifts());
    return { trace, unreadSpans: Math.max(spanCount - batch.rowCount, 0) };
  };
  app.get(
    '/api/v1/compare',
    {
      schema: {
        operationId: 'compareTraces',
        summary: 'A trace against another, or against what is usual for its endpoint',
        description: 'What counts as a difference: docs/analysis.md.',
        tags: ['traces'],
        querystring: CompareQuery,
        response: {
          200: jsonResponse('what differs, as one tree', schemaRef(CompareAnswer)),
          ...errorResponses([
            'INVALID_PARAMETER',
            'INVALID_ID',
            'TRACE_NOT_FOUND',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request, reply) => {
      const { left: leftText, right: rightText = USUAL } = request.query;
      const signal = requestSignal(reply);
      const isUsual = rightText === USUAL || rightText === '';
      const [left, right] = await Promise.all([
        read('left', leftText, signal),
        isUsual ? undefined : read('right', rightText, signal),
      ]);
      const answer =
        right === undefined
          ? compareWithUsual(left, (await learn(left.trace)).baseline)
          : compareTraces(left, right);
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
    },
  );
}
