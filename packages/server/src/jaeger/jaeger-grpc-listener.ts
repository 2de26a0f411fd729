// Jaeger's collector over gRPC: CollectorService/PostSpans and SamplingManager, with the standard health service beside
// them.

import { Server } from '@grpc/grpc-js';
import { grpcListener } from '../grpc/grpc-listener.ts';
import { MessageMemory } from '../grpc/message-memory.ts';
import { receiveExports } from '../grpc/receive-exports.ts';
import { BodyBudget, bodyBudgetBytes } from '../ingest/body-budget.ts';
import type { ExportContext } from '../ingest/export-traces.ts';
import { ZstdInflater } from '../ingest/zstd-inflater.ts';
import type { ListenAddress, Listener } from '../listener.ts';
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

export function createJaegerGrpcListener(options: JaegerGrpcListenerOptions): Listener {
  return grpcListener({
    name: 'jaeger-grpc',
    purpose: 'Jaeger over gRPC: CollectorService/PostSpans, SamplingManager',
    services: [COLLECTOR_SERVICE_NAME, SAMPLING_SERVICE_NAME],
    address: options,
    server: createServer(options),
  });
}

function createServer(options: JaegerGrpcListenerOptions): Server {
  const { maxRequestBytes } = options;
  const limits = {
    maxBytes: maxRequestBytes,
    budget: new BodyBudget(bodyBudgetBytes(maxRequestBytes)),
    zstd: new ZstdInflater(),
    memory: new MessageMemory(),
  };
  const server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    interceptors: [receiveExports(options, limits, POST_SPANS)],
  });
  server.addService(COLLECTOR_SERVICE, {
    postSpans: createPostSpansHandler(options, limits.memory),
  });
  addSamplingService(server, options.sampling);
  return server;
}
