// The composition root: configuration in, running server out. The order is ports, engine, store,
// listeners; what was started is put on the lifetime at once, so that a failure halfway stops it.

import { join } from 'node:path';
import type { StatusAnswer } from '@throughline/model/api/status';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { TraceKeeper } from '@throughline/storage/contract/trace-keeper';
import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import { openTraceKeeper } from '@throughline/storage/keep/open-trace-keeper';
import { openSpanStore } from '@throughline/storage/open-span-store';
import type { Logger } from 'pino';
import { LISTENER_KEYS, type ListenerKey, type ServerConfig } from '../config/server-config.ts';
import { createOtlpGrpcListener } from '../grpc/otlp-grpc-listener.ts';
import type { AnalysisState } from '../http/app-dependencies.ts';
import { createHttpListener } from '../http/http-listener.ts';
import { createSpanLimiter, type SpanLimiter } from '../ingest/limit-spans.ts';
import { createOtlpHttpListener } from '../ingest/otlp-http-listener.ts';
import { createRedaction, type Redaction } from '../ingest/redaction.ts';
import { readRedactionSecret } from '../ingest/redaction-secret.ts';
import { createJaegerGrpcListener } from '../jaeger/jaeger-grpc-listener.ts';
import { createJaegerHttpListener } from '../jaeger/jaeger-http-listener.ts';
import { createJaegerUdpListener } from '../jaeger/jaeger-udp-listener.ts';
import { createJaegerQueryListener } from '../jaeger/query/query-grpc-listener.ts';
import { createSamplingGrpcListener } from '../jaeger/sampling/sampling-grpc-listener.ts';
import { createSamplingHttpListener } from '../jaeger/sampling/sampling-http.ts';
import {
  openSamplingStrategies,
  type SamplingSource,
} from '../jaeger/sampling/sampling-strategies.ts';
import type { ListenAddress, Listener } from '../listener.ts';
import { queryLimitsOf } from '../query/query-limits.ts';
import { openSavedQueries } from '../query/saved-queries.ts';
import { createIngestActivity } from '../telemetry/ingest-activity.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { traceReads } from '../telemetry/self-traces.ts';
import { createTempoListener } from '../tempo/tempo-listener.ts';
import { createZipkinListener } from '../zipkin/zipkin-listener.ts';
import { bindError, checkPorts } from './check-ports.ts';
import type { Lifetime } from './lifetime.ts';
import { openAnalysis } from './open-analysis.ts';
import { openEngine } from './open-engine.ts';
import { openSelfTraces, type SelfTraces } from './open-self-traces.ts';
import type { Product } from './product.ts';
import { createServerState, type ServerState } from './server-state.ts';

/**
 * Stopping takes at most 10 s, as what runs us (Docker, Kubernetes, a person) does not wait much longer:
 * this for requests in flight, …
 */
const LISTENER_GRACE_MS = 4_000;

/**
 * … this for the engine to take what is in the spool, where the rest is safe until the next start, and
 * what is left for the engine to close its tables.
 */
const STORE_GRACE_MS = 2_000;
const ENGINE_GRACE_MS = 3_500;

export interface ServerParts {
  readonly config: ServerConfig;
  readonly product: Product;
  readonly logger: Logger;
  readonly lifetime: Lifetime;
  /** Aborted by the first signal to stop. */
  readonly stopping: AbortSignal;
}

export interface RunningServer {
  status(): Promise<StatusAnswer>;
}

export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, product, logger, lifetime, stopping } = parts;
  await checkPorts(config.addresses);
  const engine = await openEngine(config.engine, config.dataDir, logger);
  lifetime.add('engine', () => engine.stop(ENGINE_GRACE_MS));
  stopping.throwIfAborted();
  const metrics = createMetrics({ version: product.version, withProcessMetrics: true });
  const selfTraces = await openSelfTraces({
    isOn: config.selfTraces,
    version: product.version,
    metrics,
    append: (bodyBytes, decode) => store.append(bodyBytes, decode),
  });
  const store = await openSpanStore({
    connection: engine.connection,
    spoolDir: join(config.dataDir, 'spool'),
    logger,
    limits: config.spool,
    observer: selfTraces.watchers.writes,
  });
  lifetime.add('store', () => store.close(STORE_GRACE_MS));
  lifetime.add('traces of itself', () => selfTraces.close());
  const queryLimits = queryLimitsOf(config.engine);
  const keeper = openTraceKeeper({
    connection: engine.connection,
    logger,
    policy: config.retention,
    isAlone: engine.kind === 'embedded',
    store,
    maxQueryMemoryBytes: queryLimits.maxMemoryBytes,
  });
  lifetime.add('keeper', () => keeper.close());
  stopping.throwIfAborted();
  metrics.observeEngine({
    figures: (signal) => store.engineFigures(signal),
    restarts: engine.restarts,
    dataDir: config.dataDir,
  });
  metrics.observeStore(() => store.writeStats());
  metrics.observeKeeper(() => keeper.stats());
  const analysis = openAnalysis(config.analysis, { store, metrics, logger });
  const redaction = await openRedaction(config, metrics);
  const sampling = await openSampling(parts);
  const listeners: Listener[] = [];
  const state = createServerState({
    version: product.version,
    stopping,
    engine,
    dataDir: config.dataDir,
    store,
    logger,
    listeners,
    sampling,
  });
  const limiter = createSpanLimiter(config.limits, metrics.limited);
  const services = {
    store,
    keeper,
    analysis: analysis.state,
    queryLimits,
    metrics,
    selfTraces,
    limiter,
    redaction,
    sampling,
    state,
  };
  const starting = await createListeners(parts, services);
  lifetime.add('listeners', async () => {
    await Promise.all(listeners.map((listener) => listener.stop(LISTENER_GRACE_MS)));
  });
  for (const { key, address, listener } of starting) {
    listeners.push(listener);
    await listener.start().catch((error: unknown) => {
      throw bindError(key, address, error);
    });
  }
  keeper.start();
  lifetime.add('analysis', analysis.start());
  return { status: state.status };
}

async function openRedaction(
  { redact, dataDir }: ServerConfig,
  metrics: Metrics,
): Promise<Redaction | undefined> {
  if (redact.length === 0) return undefined;
  const secret = await readRedactionSecret(dataDir);
  return createRedaction({ rules: redact, secret, count: metrics.redacted });
}

async function openSampling({ config, logger, lifetime }: ServerParts): Promise<SamplingSource> {
  const { dataDir, samplingStrategiesFile: file } = config;
  const sampling = await openSamplingStrategies({ dataDir, file, logger });
  lifetime.add('sampling strategies', async () => sampling.close());
  return sampling;
}

interface StartingListener {
  readonly key: ListenerKey;
  readonly address: ListenAddress;
  readonly listener: Listener;
}

interface ServerServices {
  readonly store: SpanStore;
  readonly keeper: TraceKeeper;
  readonly analysis: AnalysisState;
  readonly queryLimits: QueryLimits;
  readonly metrics: Metrics;
  readonly selfTraces: SelfTraces;
  readonly limiter: SpanLimiter;
  readonly redaction: Redaction | undefined;
  readonly sampling: SamplingSource;
  readonly state: ServerState;
}

async function createListeners(
  { config, product, logger }: ServerParts,
  {
    store,
    keeper,
    analysis,
    queryLimits,
    metrics,
    selfTraces,
    limiter,
    redaction,
    sampling,
    state,
  }: ServerServices,
): Promise<StartingListener[]> {
  const activity = createIngestActivity();
  const { tracer: selfTracer, watchers } = selfTraces;
  const ingest = { store, metrics: activity.watch(watchers.ingest), logger, limiter, redaction };
  const { corsOrigins, maxRequestBytes, host } = config;
  const samplingAnswers = { strategyFor: sampling.strategyFor, count: metrics.samplingRequest };
  const api = {
    store,
    selfTracer,
    metrics,
    logger,
    version: product.version,
    host,
    readiness: state.readiness,
    nowNs: () => BigInt(Date.now()) * 1_000_000n,
  };
  const tracedStore = selfTracer === undefined ? store : traceReads(store, selfTracer);
  const created: StartingListener[] = [];
  const pagePort = (): string | undefined => {
    const page = created.find(({ key }) => key === 'http');
    return page === undefined ? undefined : new URL(page.listener.url).port;
  };
  const create: Record<ListenerKey, (address: ListenAddress) => Promise<Listener> | Listener> = {
    http: async (address) =>
      createHttpListener(address, {
        ...api,
        ...{ keeper, ingest, activity, sampling, analysis, queryLimits },
        demo: { isOffered: config.demoTraces },
        linkTemplates: config.linkTemplates,
        savedQueries: await openSavedQueries({ dataDir: config.dataDir, logger }),
        webRoot: product.webRoot,
        status: state.status,
      }),
    otlpHttp: (address) =>
      createOtlpHttpListener({ ...address, ...ingest, corsOrigins, maxRequestBytes }),
    otlpGrpc: (address) => createOtlpGrpcListener({ ...address, ...ingest, maxRequestBytes }),
    zipkin: (address) =>
      createZipkinListener({
        ...address,
        ...ingest,
        corsOrigins,
        maxRequestBytes,
        query: { ...api, store: tracedStore, limits: queryLimits, pagePort },
      }),
    jaegerHttp: (address) =>
      createJaegerHttpListener({
        ...address,
        ...ingest,
        maxRequestBytes,
        sampling: samplingAnswers,
      }),
    jaegerGrpc: (address) =>
      createJaegerGrpcListener({
        ...address,
        ...ingest,
        maxRequestBytes,
        sampling: samplingAnswers,
      }),
    jaegerCompact: (address) =>
      createJaegerUdpListener({ ...address, ...ingest, thrift: 'compact' }),
    jaegerBinary: (address) => createJaegerUdpListener({ ...address, ...ingest, thrift: 'binary' }),
    jaegerQuery: (address) =>
      createJaegerQueryListener(address, { ...api, store: tracedStore, limits: queryLimits }),
    jaegerSampling: (address) =>
      createSamplingHttpListener({ ...address, sampling: samplingAnswers, logger }),
    jaegerSamplingGrpc: (address) => createSamplingGrpcListener(address, samplingAnswers),
    tempo: (address) =>
      createTempoListener(address, { ...api, store: tracedStore, limits: queryLimits }),
  };
  for (const key of LISTENER_KEYS) {
    const address = config.addresses[key];
    if (address === undefined) continue;
    created.push({ key, address, listener: await create[key](address) });
  }
  return created;
}
