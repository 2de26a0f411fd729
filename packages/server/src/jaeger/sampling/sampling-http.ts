// Remote sampling over HTTP, as Jaeger's agent and collector answer it: GET with ?service=, JSON. The listener of the
// agent's port, and the route that the collector's port has.

import {
  encodeSamplingJson,
  encodeSamplingJsonOfOld,
} from '@throughline/model/jaeger/sampling-encode';
import type { SamplingStrategy } from '@throughline/model/jaeger/sampling-strategy';
import type { Logger } from '@throughline/storage/contract/logger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ApiError } from '../../http/errors.ts';
import { checkHostHeader } from '../../http/host-check.ts';
import { SECURITY_HEADERS } from '../../http/security-headers.ts';
import { createClientErrorHandler } from '../../ingest/client-error.ts';
import { appListener } from '../../ingest/spans-app.ts';
import type { ListenAddress, Listener } from '../../listener.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../../telemetry/request-id.ts';
import { urlParameters } from '../query/url-parameters.ts';

export interface SamplingAnswers {
  readonly strategyFor: (service: string) => SamplingStrategy;
  /** A client has asked. */
  readonly count: (transport: 'http' | 'grpc') => void;
}

export interface SamplingHttpOptions extends ListenAddress {
  readonly sampling: SamplingAnswers;
  readonly logger: Logger;
}

const TEXT_TYPE = 'text/plain; charset=utf-8';

/** A question is one line. */
const REQUEST_TIMEOUT_MS = 10_000;

export function createSamplingHttpListener(options: SamplingHttpOptions): Listener {
  const app = Fastify({
    genReqId: ({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER]),
    clientErrorHandler: createClientErrorHandler(options.logger),
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, 404, 'there is nothing at this path; ask at /sampling?service='),
  );
  answerSampling(app, '/sampling', encodeSamplingJson, options);
  // The agent's address of old, for clients that read types as numbers.
  answerSampling(app, '/', encodeSamplingJsonOfOld, options);
  return appListener(app, options, {
    name: 'jaeger-sampling',
    purpose: "remote sampling for Jaeger's and OpenTelemetry's clients: /sampling?service=",
  });
}

/** Puts the route there, with its own checks: the application may be one that takes spans. */
export function answerSampling(
  app: FastifyInstance,
  path: string,
  encode: (strategy: SamplingStrategy) => string,
  { host, sampling }: { readonly host: string; readonly sampling: SamplingAnswers },
): void {
  app.get(path, (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, [REQUEST_ID_HEADER]: request.id });
    const problem = hostProblem(host, request);
    if (problem !== undefined) return refuse(reply, 403, problem);
    const [service, ...more] = urlParameters(request.url).all('service');
    if (service === undefined || more.length > 0) {
      return refuse(reply, 400, "'service' parameter must be provided once");
    }
    sampling.count('http');
    return reply.type('application/json').send(encode(sampling.strategyFor(service)));
  });
}

function hostProblem(host: string, { headers }: FastifyRequest): string | undefined {
  try {
    checkHostHeader(host, headers.host);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

function refuse(reply: FastifyReply, status: number, problem: string): FastifyReply {
  return reply.code(status).type(TEXT_TYPE).send(`${problem}\n`);
}
