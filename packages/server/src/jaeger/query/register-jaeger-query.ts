// Jaeger's query API on the port of our own: routes with errors of their own, in the bodies that Jaeger's clients
// read; and the addresses of its page.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDependencies } from '../../http/app-dependencies.ts';
import type { AppInstance } from '../../http/app-instance.ts';
import { registerChartRoutes } from './chart-routes.ts';
import { envelope } from './envelope.ts';
import { type JaegerFailure, jaegerFailure } from './jaeger-error.ts';
import { registerOldAddresses } from './old-addresses.ts';
import { registerRoutesOfOld } from './routes-of-old.ts';
import { errorBodyV3, registerRoutesV3 } from './routes-v3.ts';

const TEXT_TYPE = 'text/plain; charset=utf-8';

export async function registerJaegerQuery(
  app: AppInstance,
  dependencies: AppDependencies,
): Promise<void> {
  registerOldAddresses(app);
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const { httpStatus: code, message: msg } = failureOf(error, request, reply);
      // Go's http.Error makes it plain text that ends with a line break.
      return reply
        .status(code)
        .type(TEXT_TYPE)
        .send(`${envelope('null', 0, [{ code, msg }])}\n`);
    });
    registerRoutesOfOld(scope, dependencies);
    registerChartRoutes(scope, dependencies);
  });
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const { httpStatus, message } = failureOf(error, request, reply);
      return reply
        .status(httpStatus)
        .type('application/json')
        .send(errorBodyV3(httpStatus, message));
    });
    registerRoutesV3(scope, dependencies);
  });
}

/** The log hears of it, too. */
function failureOf(error: unknown, { log }: FastifyRequest, reply: FastifyReply): JaegerFailure {
  const isGone = reply.raw.destroyed && !reply.raw.writableEnded;
  const failure = jaegerFailure(error, isGone);
  const { httpStatus, message, retryAfterMs, isInternal } = failure;
  // Messages about queries quote them, and what people search for may be secret.
  if (isInternal) log.error({ err: error }, "a request of Jaeger's API failed");
  else if (httpStatus >= 500) log.warn({ reason: message }, "a request of Jaeger's API failed");
  else log.debug({ status: httpStatus }, "a request of Jaeger's API was refused");
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
  return failure;
}
