// What every HTTP listener that answers questions does with each request: the headers of its answer, the Host
// check, the metrics and the log line.

import type { HttpMetrics } from '../telemetry/metrics.ts';
import { createRateLimit } from '../telemetry/rate-limit.ts';
import { REQUEST_ID_HEADER } from '../telemetry/request-id.ts';
import type { AppInstance } from './app-instance.ts';
import { checkHostHeader } from './host-check.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

const REQUEST_LOGS_PER_SECOND = 50;

export interface RequestHooks {
  readonly metrics: HttpMetrics;
  /** The address the listener binds; decides which Host headers are taken. */
  readonly host: string;
}

export function addRequestHooks(app: AppInstance, { metrics, host }: RequestHooks): void {
  const logLimit = createRateLimit(REQUEST_LOGS_PER_SECOND);
  const ends = new WeakMap<object, ReturnType<HttpMetrics['begin']>>();
  app.addHook('onRequest', async (request, reply) => {
    ends.set(request, metrics.begin());
    reply.headers({ ...SECURITY_HEADERS, [REQUEST_ID_HEADER]: request.id });
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    checkHostHeader(host, request.headers.host);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const elapsedMs = reply.elapsedTime;
    ends.get(request)?.(request.method, route, reply.statusCode, elapsedMs / 1000);
    const leftOut = logLimit.take(performance.now());
    if (leftOut === undefined) return;
    // No query: what people search for may be secret.
    const [path] = request.url.split('?', 1);
    const { method } = request;
    request.log.debug({ method, path, status: reply.statusCode, elapsedMs, leftOut }, 'request');
  });
}
