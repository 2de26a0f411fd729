// Jaeger's QueryService over gRPC, api_v2 and api_v3 on one port, with the standard health service and reflection beside
// them.

import { once } from 'node:events';
import {
  type handleUnaryCall,
  Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import type { FastifyBaseLogger } from 'fastify';
import { BYTES_METHOD } from '../../grpc/bytes-method.ts';
import { grpcListener } from '../../grpc/grpc-listener.ts';
import { JAEGER_QUERY_PROTOS } from '../../grpc/proto-directory.ts';
import { boundedMessage } from '../../ingest/rpc-messages.ts';
import type { ListenAddress, Listener } from '../../listener.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { jaegerFailure } from './jaeger-error.ts';
import { MAX_CALL_BYTES } from './jaeger-limits.ts';
import {
  asCallerFault,
  type QueryCall,
  type QueryCallsOptions,
  queryCallsV2,
  queryCallsV3,
  STREAMS,
} from './query-calls.ts';

export interface QueryGrpcOptions extends QueryCallsOptions {
  readonly metrics: Metrics;
  readonly logger: FastifyBaseLogger;
}

export const QUERY_SERVICE_V2 = 'jaeger.api_v2.QueryService';
export const QUERY_SERVICE_V3 = 'jaeger.api_v3.QueryService';

/** Per connection. A page or a program asks some things at a time. */
const MAX_CONCURRENT_STREAMS = 128;

export function createJaegerQueryListener(
  address: ListenAddress,
  options: QueryGrpcOptions,
): Listener {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_CALL_BYTES,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
  });
  addCalls(server, QUERY_SERVICE_V2, queryCallsV2(options), options);
  addCalls(server, QUERY_SERVICE_V3, queryCallsV3(options), options);
  return grpcListener({
    name: 'jaeger-query',
    purpose: 'Jaeger query API over gRPC: QueryService of api_v2 and api_v3',
    services: [QUERY_SERVICE_V2, QUERY_SERVICE_V3],
    protos: JAEGER_QUERY_PROTOS,
    address,
    server,
  });
}

function addCalls(
  server: Server,
  service: string,
  calls: Record<string, QueryCall>,
  options: QueryGrpcOptions,
): void {
  for (const [method, call] of Object.entries(calls)) {
    const path = `/${service}/${method}`;
    const responseStream = STREAMS.has(method);
    const definition = { [method]: { ...BYTES_METHOD, path, responseStream } };
    server.addService(definition, {
      [method]: responseStream ? streamed(path, call, options) : unary(path, call, options),
    });
  }
}

function unary(
  path: string,
  call: QueryCall,
  options: QueryGrpcOptions,
): handleUnaryCall<Buffer, Buffer> {
  return (asked, callback) => {
    void answer(path, asked, options, async (signal) => {
      for await (const message of call(asked.request, signal)) callback(null, bufferOf(message));
    }).then((failure) => {
      if (failure !== undefined) callback(failure);
    });
  };
}

function streamed(path: string, call: QueryCall, options: QueryGrpcOptions) {
  return (asked: ServerWritableStream<Buffer, Buffer>): void => {
    void answer(path, asked, options, async (signal) => {
      for await (const message of call(asked.request, signal)) {
        if (!asked.write(bufferOf(message))) await once(asked, 'drain', { signal });
      }
    }).then((failure) => {
      if (failure === undefined) asked.end();
      else asked.emit('error', failure);
    });
  };
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** Measured and logged; gives what went wrong. */
async function answer(
  path: string,
  call: ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>,
  { metrics, logger }: QueryGrpcOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<Partial<StatusObject> | undefined> {
  const end = metrics.http.begin();
  const startedMs = performance.now();
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  let failure: Partial<StatusObject> | undefined;
  try {
    await work(gone.signal);
  } catch (error) {
    const { rpcCode, message, isInternal } = jaegerFailure(
      asCallerFault(error),
      gone.signal.aborted,
    );
    if (isInternal) logger.error({ err: error, path }, "a call of Jaeger's API failed");
    failure = { code: rpcCode, details: boundedMessage(message) };
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const code = status[failure?.code ?? status.OK];
  end('GRPC', path, code, seconds);
  logger.debug({ path, status: code, elapsedMs: seconds * 1000 }, 'call');
  return failure;
}
