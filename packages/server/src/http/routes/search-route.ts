// GET /api/v1/traces: the traces that a query finds, as one answer, or as events while they are found.

import {
  type SearchAnswer,
  SearchQuery,
  SearchAnswer as searchAnswerSchema,
  type TraceSummary,
} from '@throughline/model/api/search';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { FoundTrace, ReadStatistics } from '@throughline/storage/contract/traceql-store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { engineSearch, type ParsedSearch, parseSearch } from '../../query/parse-search.ts';
import { searchEnd, traceSummary } from '../../query/search-answer.ts';
import { withQueryErrors } from '../../query/traceql-text.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { loggedFailure } from '../error-handler.ts';
import { errorBody } from '../errors.ts';
import { EVENT_STREAM_TYPE, openEventStream, wantsEventStream } from '../event-stream.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

const DESCRIPTION =
  'Either q, or parameters that must hold together on one span: service, operation, attribute, status ' +
  'and durations. A trace is in the time range when it starts within [start, end). With Accept: ' +
  'text/event-stream, traces come while they are found: events `trace` (an element of traces), ' +
  '`progress` (statistics), and at last `done` (the answer without its traces) or `error` (an Error body).';

export function registerSearchRoute(app: AppInstance, dependencies: AppDependencies): void {
  const { store, nowNs, queryLimits } = dependencies;
  app.get(
    '/api/v1/traces',
    {
      schema: {
        operationId: 'searchTraces',
        summary: 'Find traces',
        description: DESCRIPTION,
        tags: ['traces'],
        querystring: SearchQuery,
        response: {
          200: {
            description: 'one page of traces',
            content: {
              'application/json': { schema: schemaRef(searchAnswerSchema) },
              [EVENT_STREAM_TYPE]: { schema: Type.String() },
            },
          },
          ...errorResponses([
            'INVALID_PARAMETER',
            'INVALID_QUERY',
            'INVALID_CURSOR',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request, reply) => {
      const search = parseSearch(request.query, nowNs());
      reply.header('vary', 'accept');
      if (wantsEventStream(request.headers.accept)) {
        return streamSearch(request, reply, search, dependencies);
      }
      const { source, query, page } = search;
      const signal = requestSignal(reply);
      const answer = await withQueryErrors(source, () =>
        store.traceql.search(engineSearch(search, queryLimits), signal),
      );
      const traces = await withVerdicts(store, answer.traces, signal);
      const body: SearchAnswer = { traces, ...searchEnd(query, page.order, answer) };
      // Typed by the schema; JSON.stringify is faster than a check of every element.
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
    },
  );
}

async function streamSearch(
  request: FastifyRequest,
  reply: FastifyReply,
  search: ParsedSearch,
  { store, queryLimits }: AppDependencies,
): Promise<FastifyReply> {
  const signal = requestSignal(reply);
  const events = openEventStream(reply);
  const sent = new Set<string>();
  // One after the other, in the order in which they were found.
  let sending: Promise<void> = Promise.resolve();
  const send = (found: readonly FoundTrace[], statistics?: ReadStatistics): void => {
    const fresh = found.filter(({ traceId }) => !sent.has(traceId));
    for (const { traceId } of fresh) sent.add(traceId);
    sending = sending.then(async () => {
      for (const trace of await withVerdicts(store, fresh, signal)) events.send('trace', trace);
      if (statistics !== undefined) events.send('progress', statistics);
    });
    // Whoever waits for all of it hears of a failure.
    sending.catch(() => undefined);
  };
  try {
    const answer = await withQueryErrors(search.source, () =>
      store.traceql.search(engineSearch(search, queryLimits), signal, send),
    );
    send(answer.traces);
    await sending;
    events.send('done', searchEnd(search.query, search.page.order, answer));
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    events.send('error', errorBody(loggedFailure(failure, request, reply)));
  } finally {
    events.end();
  }
  return reply;
}

/** What the analysis has said of them, where it has. */
async function withVerdicts(
  { verdicts }: SpanStore,
  found: readonly FoundTrace[],
  signal: AbortSignal,
): Promise<TraceSummary[]> {
  const [first] = found;
  if (first === undefined) return [];
  let sinceNs = first.startNs;
  for (const { startNs } of found) if (startNs < sinceNs) sinceNs = startNs;
  const ids = found.map(({ traceId }) => traceId);
  const known = await verdicts.verdicts(ids, sinceNs, signal);
  return found.map((trace) => traceSummary(trace, known.get(trace.traceId)));
}
