// Remote sampling over gRPC on a port of its own, as Jaeger's extension has it: SamplingManager, with the standard health
// service and reflection beside it.

import { Server } from '@grpc/grpc-js';
import { grpcListener } from '../../grpc/grpc-listener.ts';
import { JAEGER_SAMPLING_PROTO } from '../../grpc/proto-directory.ts';
import type { ListenAddress, Listener } from '../../listener.ts';
import type { SamplingAnswers } from './sampling-http.ts';
import { addSamplingService, SAMPLING_SERVICE_NAME } from './sampling-service.ts';

/** The name of a service. */
const MAX_CALL_BYTES = 64 * 1024;

/** Per connection. A client asks once a minute. */
const MAX_CONCURRENT_STREAMS = 128;

export function createSamplingGrpcListener(
  address: ListenAddress,
  sampling: SamplingAnswers,
): Listener {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_CALL_BYTES,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
  });
  addSamplingService(server, sampling);
  return grpcListener({
    name: 'jaeger-sampling-grpc',
    purpose: 'remote sampling over gRPC: SamplingManager',
    services: [SAMPLING_SERVICE_NAME],
    protos: [JAEGER_SAMPLING_PROTO],
    address,
    server,
  });
}
