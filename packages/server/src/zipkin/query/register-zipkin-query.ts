// Zipkin's query API beside the receiver, on its port: routes with hooks and errors of their own.

import fastifyCompress from '@fastify/compress';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerCompression } from '../../http/answer-compression.ts';
import type { AppInstance } from '../../http/app-instance.ts';
import { addRequestHooks } from '../../http/request-hooks.ts';
import { traceRequests } from '../../telemetry/self-traces.ts';
import { BadRequestError } from '../../tempo/bad-request.ts';
import { tempoFailure } from '../../tempo/tempo-failure.ts';
import { registerOldAddresses } from './old-addresses.ts';
import { registerProcessRoutes } from './process-routes.ts';
import { registerQueryRoutes } from './query-routes.ts';
import type { ZipkinQueryDependencies } from './zipkin-dependencies.ts';

const TEXT_TYPE = 'text/plain; charset=utf-8';

/** As it is, and as Zipkin's page asks. */
const PREFIXES = ['', '/zipkin'];

export function registerZipkinQuery(
  app: FastifyInstance,
  dependencies: ZipkinQueryDependencies,
): void {
  app.register(async (plain) => {
    const scope: AppInstance = plain.withTypeProvider<TypeBoxTypeProvider>();
    const { metrics, host, selfTracer } = dependencies;
    addRequestHooks(scope, { metrics: metrics.zipkin, host });
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      // Pages of other origins may send spans. They may not read them.
      reply.removeHeader('access-control-allow-origin');
    });
    if (selfTracer !== undefined) traceRequests(scope, selfTracer);
    scope.setErrorHandler((error, _request, reply) => refuse(error, reply, dependencies));
    await scope.register(fastifyCompress, answerCompression(/^(text\/|application\/json)/));
    for (const prefix of PREFIXES) {
      await scope.register(
        async (prefixed) => {
          registerQueryRoutes(prefixed, dependencies);
          registerProcessRoutes(prefixed, dependencies);
        },
        { prefix },
      );
    }
    registerOldAddresses(scope, dependencies);
  });
}

function refuse(
  error: unknown,
  reply: FastifyReply,
  { logger }: ZipkinQueryDependencies,
): FastifyReply {
  const isGone = reply.raw.destroyed && !reply.raw.writableEnded;
  const known = error instanceof TraceqlError ? new BadRequestError(error.message) : error;
  const { httpStatus, message, retryAfterMs, isInternal } = tempoFailure(known, isGone);
  // Messages about queries quote them, and what people search for may be secret.
  if (isInternal) logger.error({ err: error }, "a question to Zipkin's API failed");
  else if (httpStatus >= 500) logger.warn({ reason: message }, "a question to Zipkin's API failed");
  else logger.debug({ status: httpStatus }, "a question to Zipkin's API was refused");
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
  return reply.status(httpStatus).type(TEXT_TYPE).send(message);
}
