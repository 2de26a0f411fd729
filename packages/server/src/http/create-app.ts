// The HTTP application of the UI and API port: plugins, hooks and routes put together. Not bound to a
// port here (http-listener.ts does that), so tests call `app.inject()`.

import fastifyCompress from '@fastify/compress';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { ActivityAnswer, StorageAnswer } from '@throughline/model/api/activity';
import { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import { AttributesAnswer, AttributeValuesAnswer } from '@throughline/model/api/attributes';
import { CohortsAnswer } from '@throughline/model/api/cohorts';
import { ErrorBody } from '@throughline/model/api/common';
import { CompareAnswer } from '@throughline/model/api/compare';
import { DeletionAnswer, DeletionsAnswer } from '@throughline/model/api/deletion';
import { DemoAnswer } from '@throughline/model/api/demo';
import { DependenciesAnswer } from '@throughline/model/api/dependencies';
import { FindingsAnswer } from '@throughline/model/api/findings';
import { ImportAnswer } from '@throughline/model/api/import';
import { LinkTemplatesAnswer } from '@throughline/model/api/link-templates';
import { PropagationAnswer } from '@throughline/model/api/propagation';
import { SamplingAnswer, SamplingStrategies } from '@throughline/model/api/sampling';
import { SavedQueriesAnswer } from '@throughline/model/api/saved-queries';
import { SearchAnswer } from '@throughline/model/api/search';
import { ServiceAnswer, ServiceVersionsAnswer } from '@throughline/model/api/service';
import { OperationsAnswer, ServicesAnswer } from '@throughline/model/api/services';
import { HealthAnswer, ReadyAnswer, StatusAnswer } from '@throughline/model/api/status';
import {
  OtlpTrace,
  SpanDetailsAnswer,
  TraceAttributeColumn,
  TraceAttributesAnswer,
  TraceColumns,
} from '@throughline/model/api/trace';
import { TraceMatches } from '@throughline/model/api/trace-matches';
import { CheckAnswer, ExplainAnswer, MetricsAnswer } from '@throughline/model/api/traceql';
import Fastify, { LogController } from 'fastify';
import { EndpointBaselines } from '../derive/endpoint-baselines.ts';
import { registerJaegerQuery } from '../jaeger/query/register-jaeger-query.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';
import { traceReads, traceRequests } from '../telemetry/self-traces.ts';
import { answerCompression } from './answer-compression.ts';
import type { AppDependencies } from './app-dependencies.ts';
import type { AppInstance } from './app-instance.ts';
import { handleError } from './error-handler.ts';
import { registerOpenApi, registerOpenApiRoute } from './openapi.ts';
import { addRequestHooks } from './request-hooks.ts';
import { registerActivityRoutes } from './routes/activity-routes.ts';
import { registerAnalysisRoute } from './routes/analysis-route.ts';
import { registerAttributeRoutes } from './routes/attribute-routes.ts';
import { registerCohortsRoute } from './routes/cohorts-route.ts';
import { registerCompareRoute } from './routes/compare-route.ts';
import { registerDeletionRoutes } from './routes/deletion-routes.ts';
import { registerDemoRoute } from './routes/demo-route.ts';
import { registerDependenciesRoute } from './routes/dependencies-route.ts';
import { registerFindingsRoute } from './routes/findings-route.ts';
import { registerImportRoute } from './routes/import-route.ts';
import { registerMetricsRoute } from './routes/metrics-route.ts';
import { registerProcessRoutes } from './routes/process-routes.ts';
import { registerPropagationRoute } from './routes/propagation-route.ts';
import { registerSamplingRoutes } from './routes/sampling-routes.ts';
import { registerSavedQueryRoutes } from './routes/saved-query-routes.ts';
import { registerSearchRoute } from './routes/search-route.ts';
import { registerServiceRoutes } from './routes/service-routes.ts';
import { registerTraceMatchesRoute } from './routes/trace-matches-route.ts';
import { registerTraceRoutes } from './routes/trace-routes.ts';
import { registerTraceqlRoutes } from './routes/traceql-routes.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { buildSharedSerializers } from './shared-serializers.ts';
import { endSlowBodies } from './slow-bodies.ts';
import { registerStaticUi } from './static-ui.ts';

/** Queries come in the URL; bodies are the conditions of a deletion, or the text of a query. */
const MAX_BODY_BYTES = 64 * 1024;

/** For a body to arrive; without it a client could hold connections open by sending slowly. */
const REQUEST_TIMEOUT_MS = 30_000;

/** For the headers alone, which arrive in one piece from every honest client. */
const HEADERS_TIMEOUT_MS = 10_000;

/** Long enough that a wrong id is refused as one, and shown, instead of not being found. */
const MAX_PARAM_LENGTH = 1024;

const SHARED_SCHEMAS = [
  ActivityAnswer,
  AttributesAnswer,
  AttributeValuesAnswer,
  CheckAnswer,
  CompareAnswer,
  DeletionAnswer,
  DeletionsAnswer,
  DemoAnswer,
  DependenciesAnswer,
  ErrorBody,
  ExplainAnswer,
  FindingsAnswer,
  HealthAnswer,
  LinkTemplatesAnswer,
  ImportAnswer,
  MetricsAnswer,
  CohortsAnswer,
  OperationsAnswer,
  OtlpTrace,
  PropagationAnswer,
  ReadyAnswer,
  SamplingAnswer,
  SamplingStrategies,
  SavedQueriesAnswer,
  SearchAnswer,
  ServiceAnswer,
  ServicesAnswer,
  ServiceVersionsAnswer,
  SpanDetailsAnswer,
  StatusAnswer,
  StorageAnswer,
  TraceAnalysisAnswer,
  TraceAttributeColumn,
  TraceAttributesAnswer,
  TraceColumns,
  TraceMatches,
];

export async function createApp(given: AppDependencies): Promise<AppInstance> {
  const dependencies = withTracedReads(given);
  const app: AppInstance = Fastify({
    loggerInstance: dependencies.logger,
    // Requests are logged by the hooks below: at debug, and not all of them.
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: ({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER]),
    // Idle keep-alive connections must not hold up the shutdown.
    forceCloseConnections: 'idle',
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    // An unknown parameter is a typing slip that would silently widen a search: refused, not removed.
    ajv: { customOptions: { removeAdditional: false } },
    schemaController: { compilersFactory: { buildSerializer: buildSharedSerializers } },
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...SECURITY_HEADERS, [REQUEST_ID_HEADER]: request.id });
      handleError(error, request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(handleError);
  // A page elsewhere could send it without asking; bodies here are JSON, for which it must ask.
  app.removeContentTypeParser('text/plain');
  endSlowBodies(app, REQUEST_TIMEOUT_MS);
  addRequestHooks(app, { metrics: dependencies.metrics.http, host: dependencies.host });
  if (dependencies.selfTracer !== undefined) traceRequests(app, dependencies.selfTracer);
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema);
  await registerOpenApi(app, dependencies.version);
  await app.register(
    fastifyCompress,
    answerCompression(/^(text\/|image\/svg|application\/(json|javascript|x-protobuf))/),
  );
  // Learned and remembered once for all who ask; the store of a sample's many traces has no steps in the self-trace.
  const baselines = new EndpointBaselines({
    ...{ store: given.store, queryLimits: given.queryLimits, nowNs: given.nowNs },
    clockShifts: given.analysis.clockShifts,
  });
  registerServiceRoutes(app, dependencies);
  registerSearchRoute(app, dependencies);
  registerDependenciesRoute(app, dependencies);
  registerMetricsRoute(app, dependencies);
  registerCohortsRoute(app, dependencies);
  registerTraceqlRoutes(app, dependencies);
  registerSavedQueryRoutes(app, dependencies);
  registerAttributeRoutes(app, dependencies);
  registerTraceRoutes(app, dependencies);
  registerTraceMatchesRoute(app, dependencies);
  registerAnalysisRoute(app, dependencies, given.store, baselines);
  registerCompareRoute(app, dependencies, baselines);
  registerPropagationRoute(app, dependencies, given.store);
  registerFindingsRoute(app, dependencies);
  registerDeletionRoutes(app, dependencies);
  registerImportRoute(app, dependencies);
  registerSamplingRoutes(app, dependencies);
  registerProcessRoutes(app, dependencies);
  registerActivityRoutes(app, dependencies);
  registerDemoRoute(app, dependencies);
  registerOpenApiRoute(app);
  await registerJaegerQuery(app, dependencies);
  await registerStaticUi(app, dependencies.webRoot);
  return app;
}

function withTracedReads(dependencies: AppDependencies): AppDependencies {
  const { store, selfTracer } = dependencies;
  return selfTracer === undefined
    ? dependencies
    : { ...dependencies, store: traceReads(store, selfTracer) };
}
