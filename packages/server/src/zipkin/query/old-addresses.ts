// Addresses of Zipkin's page, in bookmarks, in chats and in links of other programs: each leads to the page of ours
// that shows the same, or comes nearest, on the port where our pages are.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { exploreAddress } from '../../query/explore-address.ts';
import { parametersOf } from './query-routes.ts';
import { readParameter, readTerms } from './search-request.ts';
import type { ZipkinQueryDependencies } from './zipkin-dependencies.ts';
import { createZipkinQueries } from './zipkin-queries.ts';

/** Not for ever: the next version may have a page that fits better. */
const FOUND = 302;

interface TraceParams {
  readonly Params: { readonly traceId: string };
}

export function registerOldAddresses(
  app: AppInstance,
  dependencies: ZipkinQueryDependencies,
): void {
  const queries = createZipkinQueries(dependencies);
  const lead = (request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply => {
    const port = dependencies.pagePort();
    if (port === undefined) {
      reply.callNotFound();
      return reply;
    }
    // The name under which the browser found this port; the Host header without its port.
    const host = (request.headers.host ?? 'localhost').replace(/:\d*$/, '');
    return reply.redirect(`http://${host}:${port}${path}`, FOUND);
  };
  app.get('/', (_request, reply) => reply.redirect('/zipkin/', FOUND));
  for (const path of ['/zipkin', '/zipkin/']) {
    app.get(path, async (request, reply) => {
      const parameters = parametersOf(request);
      const told = readParameter(parameters, 'serviceName')?.toLowerCase();
      const isAny = told === undefined || told === 'all';
      const stored = isAny ? [] : await queries.storedServices(told, requestSignal(reply));
      return lead(
        request,
        reply,
        searchAddress(parameters, isAny ? undefined : (stored[0] ?? told)),
      );
    });
  }
  app.get('/zipkin/dependency', (request, reply) =>
    lead(request, reply, mapAddress(parametersOf(request))),
  );
  app.get<TraceParams>('/zipkin/traces/:traceId', (request, reply) =>
    lead(request, reply, `/trace/${encodeURIComponent(request.params.traceId)}`),
  );
}

/** Zipkin's search as that of Explore; what is not understood is left out. */
export function searchAddress(parameters: URLSearchParams, service: string | undefined): string {
  const asked = new URLSearchParams();
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) asked.append(name, value);
  };
  set('service', service);
  const operation = readParameter(parameters, 'spanName');
  set('operation', operation === 'all' ? undefined : operation);
  for (const { key, value } of readTerms(readParameter(parameters, 'annotationQuery') ?? '')) {
    if (key === 'error') set('status', 'error');
    else if (value !== undefined) set('attribute', `${key}=${value}`);
  }
  set('minSpanDuration', durationText(parameters, 'minDuration'));
  set('maxSpanDuration', durationText(parameters, 'maxDuration'));
  const { start, end } = timesOf(parameters);
  set('start', start);
  set('end', end);
  return exploreAddress(asked);
}

/** Zipkin's dependencies as our map of the same time. */
function mapAddress(parameters: URLSearchParams): string {
  const asked = new URLSearchParams();
  for (const [name, told] of [
    ['start', 'startTime'],
    ['end', 'endTime'],
  ] as const) {
    const text = readParameter(parameters, told) ?? '';
    if (MILLISECONDS.test(text)) asked.set(name, text);
  }
  const text = asked.toString();
  return text === '' ? '/map' : `/map?${text}`;
}

/** Microseconds in the one; of Zipkin's newer pages also `10ms`. */
function durationText(parameters: URLSearchParams, name: string): string | undefined {
  const text = readParameter(parameters, name) ?? '';
  if (/^[0-9]{1,15}$/.test(text)) return `${text}us`;
  return /^[0-9]{1,15}(us|ms|s)$/.test(text) ? text : undefined;
}

/** Our own addresses tell milliseconds by the number of digits. */
const MILLISECONDS = /^[0-9]{12,14}$/;

/** `lookback=15m`; or milliseconds back from `endTs`; or from `startTs` to `endTs`. */
function timesOf(parameters: URLSearchParams): {
  start?: string | undefined;
  end?: string | undefined;
} {
  const of = (name: string): string | undefined => {
    const text = readParameter(parameters, name) ?? '';
    return MILLISECONDS.test(text) ? text : undefined;
  };
  const end = of('endTs');
  const start = of('startTs');
  if (start !== undefined) return { start, end };
  const lookback = readParameter(parameters, 'lookback') ?? '';
  if (/^[0-9]{1,6}[smhd]$/.test(lookback)) return { start: `now-${lookback}` };
  const ms = /^[0-9]{1,12}$/.test(lookback)
    ? lookback
    : (readParameter(parameters, 'millis') ?? '');
  if (!/^[0-9]{1,12}$/.test(ms)) return {};
  if (end === undefined) return { start: `now-${Math.ceil(Number(ms) / 1000)}s` };
  return { start: String(Math.max(0, Number(end) - Number(ms))), end };
}
