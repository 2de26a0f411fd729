// The HTTP side of Tempo's API: routes, hooks and errors put together. Not bound to a port here.

import fastifyCompress from '@fastify/compress';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { answerCompression } from '../http/answer-compression.ts';
import type { AppInstance } from '../http/app-instance.ts';
import { addRequestHooks } from '../http/request-hooks.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';
import { traceRequests } from '../telemetry/self-traces.ts';
import { registerProcessRoutes } from './routes/process-routes.ts';
import { registerQueryRoutes } from './routes/query-routes.ts';
import { registerTraceRoutes } from './routes/trace-routes.ts';
import type { TempoDependencies } from './tempo-dependencies.ts';
import { tempoFailure } from './tempo-failure.ts';
import { MAX_QUERY_BYTES } from './tempo-limits.ts';

/** Nothing that is asked here has a body. */
const MAX_BODY_BYTES = 1024;

/** For a request to arrive; without it a client could hold connections open by sending slowly. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;

/** A query in the URL, in which every byte may be escaped by three, with what else is in the headers. */
const MAX_HEADER_BYTES = 3 * MAX_QUERY_BYTES + 16 * 1024;

/** Long enough that a wrong id or tag is refused as one. */
const MAX_PARAM_LENGTH = 4096;

const TEXT_TYPE = 'text/plain; charset=utf-8';

export async function createTempoApp(dependencies: TempoDependencies): Promise<AppInstance> {
  const app: AppInstance = Fastify({
    loggerInstance: dependencies.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: ({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER]),
    // Idle keep-alive connections must not hold up the shutdown.
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: MAX_HEADER_BYTES },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => {
      reply.header(REQUEST_ID_HEADER, request.id);
      return refuse(error, request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).type(TEXT_TYPE).send('404 page not found'),
  );
  addRequestHooks(app, { metrics: dependencies.metrics.tempo, host: dependencies.host });
  if (dependencies.selfTracer !== undefined) traceRequests(app, dependencies.selfTracer);
  await app.register(fastifyCompress, answerCompression(/^(text\/|application\/(json|protobuf))/));
  registerTraceRoutes(app, dependencies);
  registerQueryRoutes(app, dependencies);
  registerProcessRoutes(app, dependencies);
  return app;
}

function refuse(error: unknown, { log }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isGone = reply.raw.destroyed && !reply.raw.writableEnded;
  const { httpStatus, message, retryAfterMs, isInternal } = tempoFailure(error, isGone);
  // Messages about queries quote them, and what people search for may be secret.
  if (isInternal) log.error({ err: error }, 'a request of the Tempo API failed');
  else if (httpStatus >= 500) log.warn({ reason: message }, 'a request of the Tempo API failed');
  else log.debug({ status: httpStatus }, 'a request of the Tempo API was refused');
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
  return reply.status(httpStatus).type(TEXT_TYPE).send(message);
}
