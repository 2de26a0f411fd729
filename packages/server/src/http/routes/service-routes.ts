// GET /api/v1/services and /api/v1/operations, and what there is to say of one service. The figures come from counts
// per minute; versions from spans, so they have a path of their own. Who calls whom: dependencies-route.ts.

import {
  MAX_OPERATIONS,
  MAX_VERSIONS,
  ServiceAnswer,
  ServiceParams,
  ServiceRangeQuery,
  ServiceVersionsAnswer,
} from '@throughline/model/api/service';
import {
  DEFAULT_BINS,
  FiguresQuery,
  OperationsAnswer,
  OperationsQuery,
  ServicesAnswer,
} from '@throughline/model/api/services';
import { spanKindName } from '@throughline/model/span/span-kind';
import {
  gridAnswer,
  requestFigures,
  serviceFiguresAnswer,
  summaryAnswer,
} from '../../query/figures-answer.ts';
import { parseClosedRange } from '../../query/parse-range.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

const ERRORS = errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]);
const NS_PER_MS = 1_000_000n;

export function registerServiceRoutes(app: AppInstance, dependencies: AppDependencies): void {
  registerServices(app, dependencies);
  registerOperations(app, dependencies);
  registerService(app, dependencies);
  registerVersions(app, dependencies);
}

function registerServices(app: AppInstance, { store, queryLimits, nowNs }: AppDependencies): void {
  app.get(
    '/api/v1/services',
    {
      schema: {
        operationId: 'listServices',
        summary: 'Services that have sent spans',
        description:
          'With start, end or bins: the services of that range, each with rate, errors and duration.',
        tags: ['services'],
        querystring: FiguresQuery,
        response: {
          200: jsonResponse('every service, sorted by name', schemaRef(ServicesAnswer)),
          ...ERRORS,
        },
      },
    },
    async (request, reply) => {
      const signal = requestSignal(reply);
      if (Object.keys(request.query).length === 0) {
        return { services: await store.services(signal) };
      }
      const now = nowNs();
      const { grid, services } = await store.serviceFigures(
        {
          range: parseClosedRange(request.query, now),
          nowNs: now,
          bins: request.query.bins ?? DEFAULT_BINS,
          limits: queryLimits,
        },
        signal,
      );
      const times = { grid, nowMs: Number(now / NS_PER_MS) };
      return {
        grid: gridAnswer(times),
        services: services.map((service) => summaryAnswer(service, times)),
      };
    },
  );
}

function registerOperations(app: AppInstance, { store }: AppDependencies): void {
  app.get(
    '/api/v1/operations',
    {
      schema: {
        operationId: 'listOperations',
        summary: 'Span names, by service and kind',
        tags: ['services'],
        querystring: OperationsQuery,
        response: {
          200: jsonResponse('every operation, sorted', schemaRef(OperationsAnswer)),
          ...ERRORS,
        },
      },
    },
    async (request, reply) => {
      return { operations: await store.operations(request.query.service, requestSignal(reply)) };
    },
  );
}

function registerService(app: AppInstance, { store, queryLimits, nowNs }: AppDependencies): void {
  app.get(
    '/api/v1/services/:service',
    {
      schema: {
        operationId: 'readService',
        summary: 'Rate, errors and duration of a service and of its operations',
        tags: ['services'],
        params: ServiceParams,
        querystring: FiguresQuery,
        response: {
          200: jsonResponse('how the service fares', schemaRef(ServiceAnswer)),
          ...ERRORS,
        },
      },
    },
    async (request, reply) => {
      const { service: name } = request.params;
      const now = nowNs();
      const answer = await store.operationFigures(
        {
          service: name,
          range: parseClosedRange(request.query, now),
          nowNs: now,
          bins: request.query.bins ?? DEFAULT_BINS,
          maxOperations: MAX_OPERATIONS,
          limits: queryLimits,
        },
        requestSignal(reply),
      );
      const times = { grid: answer.grid, nowMs: Number(now / NS_PER_MS) };
      return {
        service: name,
        grid: gridAnswer(times),
        ...(answer.service === undefined
          ? {}
          : { figures: serviceFiguresAnswer(answer.service, times) }),
        operations: answer.operations.map(({ operation, kind, figures }) => ({
          name: operation,
          kind: spanKindName(kind),
          requests: requestFigures(figures, times),
        })),
        operationCount: answer.operationCount,
      };
    },
  );
}

function registerVersions(app: AppInstance, { store, queryLimits, nowNs }: AppDependencies): void {
  app.get(
    '/api/v1/services/:service/versions',
    {
      schema: {
        operationId: 'readServiceVersions',
        summary: 'In which versions a service ran, and how each fared',
        tags: ['services'],
        params: ServiceParams,
        querystring: ServiceRangeQuery,
        response: {
          200: jsonResponse('versions, the latest first', schemaRef(ServiceVersionsAnswer)),
          ...ERRORS,
        },
      },
    },
    async (request, reply) => {
      const { service } = request.params;
      const signal = requestSignal(reply);
      const now = nowNs();
      const { grid, service: figures } = await store.operationFigures(
        {
          service,
          range: parseClosedRange(request.query, now),
          nowNs: now,
          bins: DEFAULT_BINS,
          maxOperations: 1,
          limits: queryLimits,
        },
        signal,
      );
      const basis = figures?.basis ?? 'spans';
      const asked = { service, basis, grid, maxVersions: MAX_VERSIONS, limits: queryLimits };
      const { versions, versionCount } = await store.serviceVersions(asked, signal);
      return { basis, versions: [...versions], versionCount };
    },
  );
}
