// The OTLP/gRPC receiver: TraceService/Export, with the standard health service and reflection beside
// it. Other services of OTLP answer UNIMPLEMENTED, which tells exporters not to retry.

import { Server } from '@grpc/grpc-js';
import { assert } from '@throughline/model/base/assert';
import { BodyBudget, bodyBudgetBytes } from '../ingest/body-budget.ts';
import type { ExportContext } from '../ingest/export-traces.ts';
import { ZstdInflater } from '../ingest/zstd-inflater.ts';
import type { ListenAddress, Listener } from '../listener.ts';
import { grpcListener } from './grpc-listener.ts';
import { WINDOW_BYTES } from './incoming-message.ts';
import { MessageMemory } from './message-memory.ts';
import { TRACE_SERVICE_PROTO } from './proto-directory.ts';
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

export function createOtlpGrpcListener(options: OtlpGrpcListenerOptions): Listener {
  return grpcListener({
    name: 'otlp-grpc',
    purpose: 'OTLP over gRPC: TraceService/Export',
    services: [TRACE_SERVICE_NAME],
    protos: [TRACE_SERVICE_PROTO],
    address: options,
    server: createServer(options),
  });
}

function createServer(options: OtlpGrpcListenerOptions): Server {
  const { maxRequestBytes, receiveTimeoutMs } = options;
  const limits = {
    maxBytes: maxRequestBytes,
    budget: new BodyBudget(options.bodyBudgetBytes ?? bodyBudgetBytes(maxRequestBytes)),
    zstd: new ZstdInflater(),
    memory: new MessageMemory(),
    ...(receiveTimeoutMs === undefined ? {} : { receiveTimeoutMs }),
  };
  const server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    interceptors: [receiveExports(options, limits, EXPORT_METHOD)],
  });
  widenStreams(server);
  server.addService(TRACE_SERVICE, { export: createExportHandler(options, limits.memory) });
  return server;
}

/** The library has no option for it; its version is pinned. */
function widenStreams(server: Server): void {
  const options: unknown = Reflect.get(server, 'commonServerOptions');
  const settings: unknown = Object(options).settings;
  assert(
    typeof settings === 'object' && settings !== null,
    'this version of @grpc/grpc-js keeps the settings of HTTP/2 elsewhere',
  );
  Reflect.set(settings, 'initialWindowSize', WINDOW_BYTES);
}
