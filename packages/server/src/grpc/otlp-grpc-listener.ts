// The OTLP/gRPC receiver: TraceService/Export, with the standard health service and reflection beside
// it. Other services of OTLP answer UNIMPLEMENTED, which tells exporters not to retry.

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import { BodyBudget, bodyBudgetBytes } from '../ingest/body-budget.ts';
import type { ExportContext } from '../ingest/export-traces.ts';
import { ZstdInflater } from '../ingest/zstd-inflater.ts';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import { protoDirectory, TRACE_SERVICE_PROTO } from './proto-directory.ts';
import { receiveExports } from './receive-exports.ts';
import {
  createExportHandler,
  EXPORT_METHOD,
  TRACE_SERVICE,
  TRACE_SERVICE_NAME,
} from './trace-service.ts';

export interface OtlpGrpcListenerOptions extends ExportContext, ListenAddress {
  /** Of a message, as received and after decompression. */
  readonly maxRequestBytes: number;
  /** Of all messages that are arriving; by default what OTLP over HTTP has as well. */
  readonly bodyBudgetBytes?: number;
  readonly receiveTimeoutMs?: number;
}

/** Per connection. A batching exporter has one export under way; a gateway has some dozens. */
const MAX_CONCURRENT_STREAMS = 128;

/** The health of the server as a whole goes by the empty name. */
const WHOLE_SERVER = '';

export function createOtlpGrpcListener(options: OtlpGrpcListenerOptions): Listener {
  const health = new HealthImplementation();
  const setServing = (isServing: boolean): void => {
    for (const name of [WHOLE_SERVER, TRACE_SERVICE_NAME]) {
      health.setStatus(name, isServing ? 'SERVING' : 'NOT_SERVING');
    }
  };
  const server = createServer(options, health);
  let url = listenerUrl('http', options);
  return {
    name: 'otlp-grpc',
    purpose: 'OTLP over gRPC: TraceService/Export',
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

function createServer(options: OtlpGrpcListenerOptions, health: HealthImplementation): Server {
  const { maxRequestBytes, receiveTimeoutMs } = options;
  const limits = {
    maxBytes: maxRequestBytes,
    budget: new BodyBudget(options.bodyBudgetBytes ?? bodyBudgetBytes(maxRequestBytes)),
    zstd: new ZstdInflater(),
    ...(receiveTimeoutMs === undefined ? {} : { receiveTimeoutMs }),
  };
  const server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    interceptors: [receiveExports(options, limits, EXPORT_METHOD)],
  });
  server.addService(TRACE_SERVICE, { export: createExportHandler(options) });
  health.addToServer(server);
  new ReflectionService(loadDefinitions()).addToServer(server);
  return server;
}

function loadDefinitions(): PackageDefinition {
  return loadSync([TRACE_SERVICE_PROTO, healthProto], { includeDirs: [protoDirectory()] });
}

/** Gives the port that it got. */
export function bindServer(server: Server, { host, port }: ListenAddress): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(error);
    });
  });
}

/** Watchers of health never end their calls by themselves, so the grace is often used up. */
export function stopServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
