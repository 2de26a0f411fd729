// The OTLP/HTTP receiver: POST /v1/traces, protobuf and JSON, plain or compressed. It knows the
// protocol; decoding is the model's, keeping is the store's.

import cors from '@fastify/cors';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';
import { BodyBudget, bodyBudgetBytes } from './body-budget.ts';
import { BodyMemory } from './body-memory.ts';
import { createClientErrorHandler } from './client-error.ts';
import type { TraceEncoding } from './decode-export.ts';
import { ExportFailure, FAILURES, toExportFailure } from './export-failure.ts';
import {
  beginExport,
  type DecodeBody,
  type ExportAttempt,
  type ExportContext,
  logFailure,
} from './export-traces.ts';
import { inflateBody, parseContentCoding } from './inflate-body.ts';
import { parseEncoding, sendFailure, sendOutcome } from './otlp-http-answer.ts';
import { type ReceivedBody, readBody } from './read-body.ts';
import { ZstdInflater } from './zstd-inflater.ts';

export interface OtlpHttpListenerOptions extends ExportContext, ListenAddress {
  /** Origins of web pages that may send; `*` allows all. */
  readonly corsOrigins: readonly string[];
  /** Of a body, as received and after decompression. */
  readonly maxRequestBytes: number;
}

const TRACES_PATH = '/v1/traces';

/** Signals of OTLP that senders often have switched on although only traces are taken here. */
const OTHER_SIGNALS = ['logs', 'metrics'] as const;

/** Longer than the pause between two exports of a batching sender (5 s), so connections are kept. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** For all of a request to arrive; an exporter gives up after 10 s, slow networks included. */
const REQUEST_TIMEOUT_MS = 30_000;

/** For the headers alone, which arrive in one piece from every honest sender. */
const HEADERS_TIMEOUT_MS = 10_000;

/** How long a browser may remember a preflight's answer; Chromium's own upper bound. */
const PREFLIGHT_MAX_AGE_S = 7200;

export function createOtlpHttpListener(options: OtlpHttpListenerOptions): Listener {
  const zstd = new ZstdInflater();
  const app = createApp(options, bodyTaker(options.maxRequestBytes, zstd));
  let url = listenerUrl('http', options);
  return {
    name: 'otlp-http',
    purpose: 'OTLP over HTTP: POST /v1/traces',
    get url() {
      return url;
    },
    async start() {
      await app.listen({ host: options.host, port: options.port });
      const address = app.server.address();
      if (address !== null && typeof address === 'object') {
        url = listenerUrl('http', { host: options.host, port: address.port });
      }
    },
    async stop(graceMs) {
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearTimeout(cut);
      }
      await zstd.close();
    },
  };
}

function createApp(options: OtlpHttpListenerOptions, takeBody: TakeBody): FastifyInstance {
  const refuse = refuser(options);
  const app = Fastify({
    genReqId: ({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER]),
    clientErrorHandler: createClientErrorHandler(options.logger),
    frameworkErrors: (error, request, reply) => refuse(request, reply, protocolFailure(error)),
    forceCloseConnections: 'idle',
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
  });
  // Bodies stay streams: they are read once, into one buffer, whatever their type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  registerCors(app, options.corsOrigins);
  app.post(TRACES_PATH, (request, reply) => handleExport(options, takeBody, request, reply));
  app.setNotFoundHandler((request, reply) => refuse(request, reply, noRoute(request, reply)));
  app.setErrorHandler((error, request, reply) => refuse(request, reply, protocolFailure(error)));
  return app;
}

/**
 * Any allowed origin is named back, together with "credentials": old browser exporters use sendBeacon,
 * which always sends in credentials mode. Nothing here looks at cookies, so this gives nothing away.
 */
function registerCors(app: FastifyInstance, corsOrigins: readonly string[]): void {
  app.register(cors, {
    origin: corsOrigins.includes('*') ? true : [...corsOrigins],
    methods: ['POST'],
    credentials: true,
    maxAge: PREFLIGHT_MAX_AGE_S,
    exposedHeaders: ['retry-after', REQUEST_ID_HEADER],
    strictPreflight: false,
  });
}

async function handleExport(
  options: OtlpHttpListenerOptions,
  takeBody: TakeBody,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const attempt = beginExport(options, 'otlp_http', request.id);
  const contentType = request.headers['content-type'];
  const encoding = parseEncoding(contentType);
  try {
    if (encoding === undefined) throw unsupportedType(contentType);
    const outcome = await takeBody(request, attempt, encoding);
    attempt.succeed(outcome);
    return sendOutcome(reply, encoding, outcome);
  } catch (error) {
    return sendFailure(reply, encoding, attempt.fail(error));
  }
}

function unsupportedType(contentType: string | undefined): ExportFailure {
  const found =
    contentType === undefined
      ? 'Content-Type is missing'
      : `Content-Type "${contentType}" is not supported`;
  return new ExportFailure(
    'unsupported',
    `${found}; use application/x-protobuf or application/json`,
  );
}

/** Reads a request's body, decompresses it and hands it to the store. */
export type TakeBody = (
  request: FastifyRequest,
  attempt: ExportAttempt,
  encoding: TraceEncoding | DecodeBody,
) => Promise<AppendOutcome>;

export function bodyTaker(maxBytes: number, zstd: ZstdInflater): TakeBody {
  const budget = new BodyBudget(bodyBudgetBytes(maxBytes));
  const memory = new BodyMemory();
  return async (request, attempt, encoding) => {
    const coding = parseContentCoding(request.headers['content-encoding']);
    const allowance = budget.open();
    let received: ReceivedBody | undefined;
    let stored: Promise<AppendOutcome>;
    try {
      received = await readBody(request.raw, maxBytes, allowance, memory);
      const { bytes } = received;
      attempt.received(bytes.length);
      // Without a body there is nothing to decompress, whatever the header says.
      const body =
        bytes.length === 0
          ? bytes
          : await inflateBody(bytes, coding, { maxBytes, allowance }, zstd);
      // Appending decodes at once and only waits for the disk: nobody needs the body afterwards.
      stored = attempt.append(body, encoding);
    } finally {
      received?.release();
      allowance.release();
    }
    return stored;
  };
}

function noRoute(request: FastifyRequest, reply: FastifyReply): ExportFailure {
  const path = request.url.split('?', 1)[0] ?? '';
  if (path === TRACES_PATH) {
    reply.header('allow', 'POST, OPTIONS');
    return new ExportFailure('wrongMethod', `${request.method} is not possible; use POST`);
  }
  const signal = OTHER_SIGNALS.find((name) => path === `/v1/${name}`);
  return new ExportFailure(
    'unknownPath',
    signal === undefined
      ? `there is nothing at this path; send traces to ${TRACES_PATH}`
      : `this version of Throughline takes traces, not ${signal}; switch the export of ${signal} off`,
  );
}

/** What Fastify itself throws before a handler runs: it cannot make sense of the request. */
export function protocolFailure(error: unknown): ExportFailure {
  const failure = toExportFailure(error);
  const status: unknown = error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
  const isTheirs = typeof status === 'number' && status >= 400 && status < 500;
  if (failure.kind !== 'internal' || !isTheirs || !(error instanceof Error)) return failure;
  return new ExportFailure(status === 415 ? 'unsupported' : 'malformed', error.message);
}

/** For requests that are no export, or none that can be made sense of. */
function refuser({ metrics, logger }: ExportContext) {
  return (request: FastifyRequest, reply: FastifyReply, failure: ExportFailure): FastifyReply => {
    metrics.refused('otlp_http', FAILURES[failure.kind].outcome);
    logFailure(logger, 'otlp_http', request.id, failure);
    return sendFailure(reply, parseEncoding(request.headers['content-type']), failure);
  };
}
