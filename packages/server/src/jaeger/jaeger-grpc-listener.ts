// Jaeger's collector over gRPC: CollectorService/PostSpans and SamplingManager, with the standard health service beside
// them.

import { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { bindServer, stopServer } from '../grpc/otlp-grpc-listener.ts';
import { receiveExports } from '../grpc/receive-exports.ts';
import { BodyBudget, bodyBudgetBytes } from '../ingest/body-budget.ts';
import type { ExportContext } from '../ingest/export-traces.ts';
import { ZstdInflater } from '../ingest/zstd-inflater.ts';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import {
  COLLECTOR_SERVICE,
  COLLECTOR_SERVICE_NAME,
  createPostSpansHandler,
  POST_SPANS,
} from './collector-service.ts';
import type { SamplingAnswers } from './sampling/sampling-http.ts';
import { addSamplingService, SAMPLING_SERVICE_NAME } from './sampling/sampling-service.ts';

export interface JaegerGrpcListenerOptions extends ExportContext, ListenAddress {
  /** Of a message, as received and after decompression. */
  readonly maxRequestBytes: number;
  readonly sampling: SamplingAnswers;
}

/** Per connection. An agent has one call under way for each of its workers. */
const MAX_CONCURRENT_STREAMS = 128;

/** The health of the server as a whole goes by the empty name. */
const WHOLE_SERVER = '';

export function createJaegerGrpcListener(options: JaegerGrpcListenerOptions): Listener {
  const health = new HealthImplementation();
  const setServing = (isServing: boolean): void => {
    for (const name of [WHOLE_SERVER, COLLECTOR_SERVICE_NAME, SAMPLING_SERVICE_NAME]) {
      health.setStatus(name, isServing ? 'SERVING' : 'NOT_SERVING');
    }
  };
  const server = createServer(options, health);
  let url = listenerUrl('http', options);
  return {
    name: 'jaeger-grpc',
    purpose: 'Jaeger over gRPC: CollectorService/PostSpans, SamplingManager',
    get url() {
      return url;
    },
    async start() {
      const port = await bindServer(server, options);
      url = listenerUrl('http', { host: options.host, port });
      setServing(true);
    },
    stop(graceMs) {
      setServing(false);
      return stopServer(server, graceMs);
    },
  };
}

function createServer(options: JaegerGrpcListenerOptions, health: HealthImplementation): Server {
  const { maxRequestBytes } = options;
  const limits = {
    maxBytes: maxRequestBytes,
    budget: new BodyBudget(bodyBudgetBytes(maxRequestBytes)),
    zstd: new ZstdInflater(),
  };
  const server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    interceptors: [receiveExports(options, limits, POST_SPANS)],
  });
  server.addService(COLLECTOR_SERVICE, { postSpans: createPostSpansHandler(options) });
  addSamplingService(server, options.sampling);
  health.addToServer(server);
  return server;
}
