// Deleting traces: one by its id, or all that a search finds; and the record of what was deleted.

import {
  type DeletionAnswer,
  DeletionParameters,
  DeletionRequest,
  DeletionsAnswer,
  DeletionsQuery,
  DeletionAnswer as deletionAnswerSchema,
} from '@throughline/model/api/deletion';
import { TraceParams } from '@throughline/model/api/trace';
import { bytesToHex } from '@throughline/model/base/hex';
import type { DeletionTarget } from '@throughline/storage/contract/trace-keeper';
import type { FastifyRequest } from 'fastify';
import { parseConditions } from '../../query/parse-search.ts';
import { withQueryErrors } from '../../query/traceql-text.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { checkOrigin } from '../origin-check.ts';
import { parseTraceId, traceNotFound } from '../parse-ids.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

const DELETED = jsonResponse('how much was deleted', schemaRef(deletionAnswerSchema));

export function registerDeletionRoutes(app: AppInstance, dependencies: AppDependencies): void {
  registerDeleteTrace(app, dependencies);
  registerDeleteFound(app, dependencies);
  registerAudit(app, dependencies);
}

function registerDeleteTrace(app: AppInstance, { keeper }: AppDependencies): void {
  app.delete(
    '/api/v1/traces/:traceId',
    {
      onRequest: checkOrigin,
      schema: {
        operationId: 'deleteTrace',
        summary: 'Delete a trace',
        tags: ['deletions'],
        params: TraceParams,
        querystring: DeletionParameters,
        response: {
          200: DELETED,
          ...errorResponses([
            'INVALID_ID',
            'INVALID_PARAMETER',
            'ORIGIN_NOT_ALLOWED',
            'TRACE_NOT_FOUND',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request) => {
      const traceId = parseTraceId(request.params.traceId);
      const asked = { traceId: bytesToHex(traceId) };
      const { dryRun = false } = request.query;
      const answer = await deleteOrCount(keeper, request, { traceId }, asked, dryRun);
      if (answer.traces === 0) throw traceNotFound(traceId);
      return answer;
    },
  );
}

function registerDeleteFound(app: AppInstance, { keeper, nowNs }: AppDependencies): void {
  app.post(
    '/api/v1/deletions',
    {
      onRequest: checkOrigin,
      schema: {
        operationId: 'deleteTraces',
        summary: 'Delete all traces that a search finds',
        description: 'The conditions are those of GET /api/v1/traces. Count first, with dryRun.',
        tags: ['deletions'],
        body: DeletionRequest,
        response: {
          200: DELETED,
          ...errorResponses([
            'INVALID_PARAMETER',
            'INVALID_QUERY',
            'INVALID_BODY',
            'ORIGIN_NOT_ALLOWED',
            ...STORE_ERRORS,
          ]),
        },
      },
    },
    async (request) => {
      const { query, dryRun = false } = request.body;
      const target = parseConditions(query, nowNs());
      return withQueryErrors(target.source, () =>
        deleteOrCount(keeper, request, target, query, dryRun),
      );
    },
  );
}

async function deleteOrCount(
  keeper: AppDependencies['keeper'],
  request: FastifyRequest,
  target: DeletionTarget,
  asked: object,
  dryRun: boolean,
): Promise<DeletionAnswer> {
  if (dryRun) {
    const { traces, spans, complete } = await keeper.countTraces(target);
    return { dryRun, traces, spans, complete };
  }
  const query = JSON.stringify(asked);
  const { id, ...counts } = await keeper.deleteTraces(target, {
    requestId: request.id,
    remoteAddress: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    query,
  });
  request.log.info({ deletion: id, query, ...counts }, 'traces deleted on request');
  return { ...(id === undefined ? {} : { id }), dryRun, ...counts };
}

function registerAudit(app: AppInstance, { keeper }: AppDependencies): void {
  app.get(
    '/api/v1/deletions',
    {
      schema: {
        operationId: 'listDeletions',
        summary: 'The record of deletions',
        tags: ['deletions'],
        querystring: DeletionsQuery,
        response: {
          200: jsonResponse('deletions, newest first', schemaRef(DeletionsAnswer)),
          ...errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]),
        },
      },
    },
    async (request) => ({ deletions: [...(await keeper.deletions(request.query.limit))] }),
  );
}
