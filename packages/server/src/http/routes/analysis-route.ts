// GET /api/v1/traces/{traceId}/analysis: what made the trace slow or failed, against what is usual for its
// endpoint, and what is found in it.

import { analyseTrace } from '@throughline/analysis/analyse-trace';
import { readTrace } from '@throughline/analysis/trace/trace';
import { AnalysisQuery, TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import { TraceParams } from '@throughline/model/api/trace';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { EndpointBaselines } from '../../derive/endpoint-baselines.ts';
import { findLosses } from '../../derive/lost-context.ts';
import { analysisAnswer } from '../../query/analysis-answer.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { ApiError } from '../errors.ts';
import { parseTraceId, traceNotFound } from '../parse-ids.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

/** A second of the processor, in which nothing else is answered, and 300 MB. */
const MAX_ANALYSED_SPANS = 250_000;

/** `samplesFrom`: the store without a step of the self-trace for each of the many traces of a sample. */
export function registerAnalysisRoute(
  app: AppInstance,
  { store, queryLimits, nowNs, selfTracer, analysis: state }: AppDependencies,
  samplesFrom: SpanStore,
  baselines: EndpointBaselines,
): void {
  const step = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    selfTracer === undefined ? work() : selfTracer.step(name, {}, work);
  app.get(
    '/api/v1/traces/:traceId/analysis',
    {
      schema: {
        operationId: 'analyseTrace',
        summary: 'What made the trace slow or failed, and what is found in it',
        description:
          'Against other traces of the same endpoint around the same time. What is said, and how it ' +
          'is known: docs/analysis.md.',
        tags: ['traces'],
        params: TraceParams,
        querystring: AnalysisQuery,
        response: {
          200: jsonResponse(
            'what the analysis says, with the spans',
            schemaRef(TraceAnalysisAnswer),
          ),
          ...errorResponses(['INVALID_ID', 'TRACE_NOT_FOUND', 'TRACE_TOO_LARGE', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const traceId = parseTraceId(request.params.traceId);
      const signal = requestSignal(reply);
      const spanCount = await store.traceParts.spanCount(traceId, signal);
      if (spanCount > MAX_ANALYSED_SPANS) throw tooLarge(spanCount);
      const batch = await store.trace(traceId, signal);
      if (batch === undefined || batch.rowCount === 0) throw traceNotFound(traceId);
      const clockShifts = state.clockShifts();
      const trace = readTrace(batch, clockShifts);
      const { baseline, examples } = await step('learn what is usual', () => baselines.of(trace));
      const search = { store: samplesFrom, queryLimits, nowNs: nowNs(), clockShifts, signal };
      const lost = await step('look for lost context', () => findLosses(search, trace, examples));
      const analysis = analyseTrace(batch, { baseline, findings: state.settings, clockShifts });
      // As for the columns: typed by the schema, and large where the trace is.
      return reply
        .type('application/json; charset=utf-8')
        .send(
          JSON.stringify(analysisAnswer({ trace, analysis, lost }, request.query.criticalPath)),
        );
    },
  );
}

function tooLarge(spanCount: number): ApiError {
  return new ApiError(
    'TRACE_TOO_LARGE',
    `the trace has ${spanCount} spans; up to ${MAX_ANALYSED_SPANS} are analysed`,
  );
}
