// What Jaeger's page draws: which services call which, and how each of them fares.

import type { AppDependencies } from '../../http/app-dependencies.ts';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { envelope } from './envelope.ts';
import { badRequest } from './jaeger-error.ts';
import { DEFAULT_DEPENDENCIES_MS } from './jaeger-limits.ts';
import { chartBins, type Measure, metricFamily } from './metrics-answer.ts';
import { metricsRequest, quantileOf } from './metrics-request.ts';
import { HIDDEN, send } from './routes-of-old.ts';
import { storedService, toldService } from './service-names.ts';
import { integerOf, type UrlParameters, urlParameters } from './url-parameters.ts';

const NS_PER_MS = 1_000_000n;

/** The finest step of a chart. */
const MIN_STEP_MS = 60_000;

export function registerChartRoutes(app: AppInstance, dependencies: AppDependencies): void {
  const { store, queryLimits: limits, nowNs } = dependencies;
  app.get('/api/dependencies', HIDDEN, async (request, reply) => {
    const url = urlParameters(request.url);
    const range = dependenciesRange(url, nowNs());
    const answer = await store.dependencies({ range, limits }, requestSignal(reply));
    if (answer.incomplete !== undefined) {
      request.log.warn({ reason: answer.incomplete.message }, 'dependencies are not complete');
    }
    const service = url.first('service');
    const links = answer.dependencies
      .map(({ parent, child, callCount }) => ({
        parent: toldService(parent),
        child: toldService(child),
        callCount,
      }))
      .filter(({ parent, child }) => service === undefined || [parent, child].includes(service));
    return send(request, reply, envelope(JSON.stringify(links), 0));
  });
  app.get('/api/metrics/minstep', HIDDEN, async (request, reply) =>
    send(request, reply, envelope(String(MIN_STEP_MS), 0)),
  );
  const chart = (path: string, measureOf: (url: UrlParameters) => Measure): void => {
    app.get(path, HIDDEN, async (request, reply) => {
      const url = urlParameters(request.url);
      const asked = metricsRequest(url, Number(nowNs() / NS_PER_MS));
      const measure = measureOf(url);
      const { services, kinds, byOperation } = asked;
      const stored = services.map(storedService);
      const bins = await store.rollups(
        { services: stored, kinds, byOperation, ...chartBins(asked), limits },
        requestSignal(reply),
      );
      return send(request, reply, JSON.stringify(metricFamily(measure, asked, bins)));
    });
  };
  chart('/api/metrics/calls', () => ({ kind: 'calls' }));
  chart('/api/metrics/errors', () => ({ kind: 'errors' }));
  chart('/api/metrics/latencies', (url) => ({ kind: 'latencies', quantile: quantileOf(url) }));
}

/** Both ends are in it. */
function dependenciesRange(url: UrlParameters, nowNs: bigint) {
  const endMs = integerOf(url, 'endTs');
  const lookbackMs = integerOf(url, 'lookback') ?? BigInt(DEFAULT_DEPENDENCIES_MS);
  if (lookbackMs <= 0n) throw badRequest("unable to parse param 'lookback': must be positive");
  const endNs = endMs === undefined ? nowNs : endMs * NS_PER_MS;
  return { startNs: endNs - lookbackMs * NS_PER_MS, endNs: endNs + 1n };
}
