// The routes of Zipkin's query API, version 2.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeZipkinJson } from '@throughline/model/zipkin/json-encode';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { sendInParts } from '../../jaeger/query/send-in-parts.ts';
import { readRange, readSearch, requireParameter } from './search-request.ts';
import { readTraceId, readTraceIds, traceIdText } from './trace-ids.ts';
import type { ZipkinQueryDependencies } from './zipkin-dependencies.ts';
import { SERVICES_OF_A_NEW_SERVER } from './zipkin-limits.ts';
import { createZipkinQueries, type ZipkinQueries } from './zipkin-queries.ts';

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';

interface TraceParams {
  readonly Params: { readonly traceId: string };
}

export function registerQueryRoutes(app: AppInstance, dependencies: ZipkinQueryDependencies): void {
  const queries = createZipkinQueries(dependencies);
  registerNameRoutes(app, queries);
  app.get('/api/v2/traces', async (request, reply) => {
    const search = readSearch(parametersOf(request), dependencies.nowNs());
    return sendTraces(reply, queries.search(search, requestSignal(reply)));
  });
  app.get<TraceParams>('/api/v2/trace/:traceId', async (request, reply) => {
    const traceId = readTraceId(request.params.traceId);
    const batch = await queries.trace(traceId, requestSignal(reply));
    if (batch === undefined) {
      return reply
        .status(404)
        .type(TEXT_TYPE)
        .send(`${traceIdText(traceId)} not found`);
    }
    return sendJson(reply, encodeZipkinJson(batch));
  });
  app.get('/api/v2/traceMany', async (request, reply) => {
    const ids = readTraceIds(requireParameter(parametersOf(request), 'traceIds'));
    return sendTraces(reply, queries.traces(ids, requestSignal(reply)));
  });
  app.get('/api/v2/dependencies', async (request, reply) => {
    const parameters = parametersOf(request);
    requireParameter(parameters, 'endTs');
    const range = readRange(parameters, dependencies.nowNs());
    const links = await queries.dependencies(range, requestSignal(reply));
    return sendJson(reply, JSON.stringify(links));
  });
}

function registerNameRoutes(app: AppInstance, queries: ZipkinQueries): void {
  let serviceCount = 0;
  const sendNames = (reply: FastifyReply, names: readonly string[]): FastifyReply => {
    if (serviceCount > SERVICES_OF_A_NEW_SERVER) {
      reply.header('cache-control', 'max-age=300, must-revalidate');
    }
    return sendJson(reply, JSON.stringify(names));
  };
  app.get('/api/v2/services', async (_request, reply) => {
    const services = await queries.services(requestSignal(reply));
    serviceCount = services.length;
    return sendNames(reply, services);
  });
  app.get('/api/v2/spans', async (request, reply) => {
    const service = requireParameter(parametersOf(request), 'serviceName');
    return sendNames(reply, await queries.spanNames(service, requestSignal(reply)));
  });
  app.get('/api/v2/remoteServices', async (request, reply) => {
    const service = requireParameter(parametersOf(request), 'serviceName');
    return sendNames(reply, await queries.remoteServices(service, requestSignal(reply)));
  });
  app.get('/api/v2/autocompleteKeys', async (_request, reply) =>
    sendNames(reply, await queries.tagNames(requestSignal(reply))),
  );
  app.get('/api/v2/autocompleteValues', async (request, reply) => {
    const key = requireParameter(parametersOf(request), 'key');
    const values = key === '' ? [] : await queries.tagValues(key, requestSignal(reply));
    return sendNames(reply, values);
  });
}

/** As bytes: to text Fastify adds a charset, which Zipkin does not have. */
function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type(JSON_TYPE).send(Buffer.from(json));
}

export function parametersOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

function sendTraces(reply: FastifyReply, batches: AsyncIterable<SpanBatch>): Promise<FastifyReply> {
  async function* parts(): AsyncIterable<string> {
    let separator = '[';
    for await (const batch of batches) {
      yield separator + encodeZipkinJson(batch);
      separator = ',';
    }
    yield separator === '[' ? '[]' : ']';
  }
  return sendInParts(reply.type(JSON_TYPE), parts());
}
