// The HTTP application of a receiver other than OTLP's: bodies that stay streams, the same timeouts, and errors
// in the protocol's own words. Routes are the protocol's.

import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import type { IngestProtocol } from '../telemetry/metrics.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';
import { createClientErrorHandler } from './client-error.ts';
import { ExportFailure, FAILURES } from './export-failure.ts';
import { beginExport, type DecodeBody, type ExportContext, logFailure } from './export-traces.ts';
import { bodyTaker, protocolFailure, type TakeBody } from './otlp-http-listener.ts';
import { ZstdInflater } from './zstd-inflater.ts';

export interface SpansAppOptions extends ExportContext {
  readonly protocol: IngestProtocol;
  /** Of a body, as received and after decompression. */
  readonly maxRequestBytes: number;
  /** Origins of web pages that may send; `*` allows all. Undefined: no page of any. */
  readonly corsOrigins?: readonly string[];
  /** The text of an answer that refuses. */
  readonly refusalText: (failure: ExportFailure) => string;
}

/** `contentType`: as it was sent, '' when it was not. */
export type DecoderOf = (contentType: string) => DecodeBody;

export interface SpansApp {
  readonly app: FastifyInstance;
  /** POST of spans; `decoderOf` throws an ExportFailure when it cannot know the form. */
  takeSpans(path: string, decoderOf: DecoderOf): void;
}

/** Longer than the pause between two batches of a sender, so connections are kept. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** For all of a request to arrive, as for OTLP. */
const REQUEST_TIMEOUT_MS = 30_000;

/** For the headers alone, which arrive in one piece from every honest sender. */
const HEADERS_TIMEOUT_MS = 10_000;

const TEXT = 'text/plain; charset=utf-8';

export function createSpansApp(options: SpansAppOptions): SpansApp {
  const { protocol, metrics, logger, corsOrigins } = options;
  const refuse = (request: FastifyRequest, reply: FastifyReply, failure: ExportFailure) => {
    metrics.refused(protocol, FAILURES[failure.kind].outcome);
    logFailure(logger, protocol, request.id, failure);
    return sendRefusal(reply, failure, options.refusalText);
  };
  const app = Fastify({
    genReqId: ({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER]),
    clientErrorHandler: createClientErrorHandler(logger),
    frameworkErrors: (error, request, reply) => refuse(request, reply, protocolFailure(error)),
    forceCloseConnections: 'idle',
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
  });
  // Bodies stay streams: they are read once, into one buffer, whatever their type.
  // A type that Fastify cannot parse would be refused before the protocol has its say.
  app.addHook('onRequest', async ({ raw }) => {
    raw.headers['content-type'] = 'application/octet-stream';
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  if (corsOrigins !== undefined) {
    const origin = corsOrigins.includes('*') ? true : [...corsOrigins];
    app.register(cors, { origin, methods: ['GET', 'POST'], strictPreflight: false });
  }
  const paths = new Set<string>();
  app.setNotFoundHandler((request, reply) => refuse(request, reply, noRoute(request, paths)));
  app.setErrorHandler((error, request, reply) => refuse(request, reply, protocolFailure(error)));
  const zstd = new ZstdInflater();
  app.addHook('onClose', () => zstd.close());
  const takeBody = bodyTaker(options.maxRequestBytes, zstd);
  return {
    app,
    takeSpans(path, decoderOf) {
      paths.add(path);
      app.post(path, (request, reply) => takeSpans(options, takeBody, decoderOf, request, reply));
    },
  };
}

async function takeSpans(
  options: SpansAppOptions,
  takeBody: TakeBody,
  decoderOf: DecoderOf,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const attempt = beginExport(options, options.protocol, request.id);
  try {
    const [contentType = ''] = request.raw.headersDistinct['content-type'] ?? [];
    const outcome = await takeBody(request, attempt, decoderOf(contentType));
    attempt.succeed(outcome);
    return reply.code(202).header(REQUEST_ID_HEADER, request.id).send();
  } catch (error) {
    return sendRefusal(reply, attempt.fail(error), options.refusalText);
  }
}

function noRoute(request: FastifyRequest, paths: ReadonlySet<string>): ExportFailure {
  const path = request.url.split('?', 1)[0] ?? '';
  if (paths.has(path)) {
    return new ExportFailure('wrongMethod', `${request.method} is not possible; use POST`);
  }
  const known = [...paths].join(' or ');
  return new ExportFailure('unknownPath', `there is nothing at this path; send spans to ${known}`);
}

function sendRefusal(
  reply: FastifyReply,
  failure: ExportFailure,
  refusalText: SpansAppOptions['refusalText'],
): FastifyReply {
  if (failure.retryAfterMs !== undefined) {
    // Whole seconds; 0 would mean at once.
    reply.header('retry-after', String(Math.max(1, Math.ceil(failure.retryAfterMs / 1000))));
  }
  return reply
    .code(FAILURES[failure.kind].httpStatus)
    .header(REQUEST_ID_HEADER, reply.request.id)
    .header('content-type', TEXT)
    .send(`${refusalText(failure)}\n`);
}

/** The listener that such an application is. */
export function appListener(
  app: FastifyInstance,
  address: ListenAddress,
  { name, purpose }: Pick<Listener, 'name' | 'purpose'>,
): Listener {
  let url = listenerUrl('http', address);
  return {
    name,
    purpose,
    get url() {
      return url;
    },
    async start() {
      await app.listen({ host: address.host, port: address.port });
      const bound = app.server.address();
      if (bound !== null && typeof bound === 'object') {
        url = listenerUrl('http', { host: address.host, port: bound.port });
      }
    },
    async stop(graceMs) {
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearTimeout(cut);
      }
    },
  };
}
