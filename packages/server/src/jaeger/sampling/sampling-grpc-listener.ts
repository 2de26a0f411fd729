// Remote sampling over gRPC on a port of its own, as Jaeger's extension has it: SamplingManager, with the standard health
// service and reflection beside it.

import { Server } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import { bindServer, stopServer } from '../../grpc/otlp-grpc-listener.ts';
import { JAEGER_SAMPLING_PROTO, protoDirectory } from '../../grpc/proto-directory.ts';
import { type ListenAddress, type Listener, listenerUrl } from '../../listener.ts';
import type { SamplingAnswers } from './sampling-http.ts';
import { addSamplingService, SAMPLING_SERVICE_NAME } from './sampling-service.ts';

/** The name of a service. */
const MAX_CALL_BYTES = 64 * 1024;

/** Per connection. A client asks once a minute. */
const MAX_CONCURRENT_STREAMS = 128;

/** The health of the server as a whole goes by the empty name. */
const HEALTH_NAMES = ['', SAMPLING_SERVICE_NAME] as const;

export function createSamplingGrpcListener(
  address: ListenAddress,
  sampling: SamplingAnswers,
): Listener {
  const health = new HealthImplementation();
  const setServing = (isServing: boolean): void => {
    for (const name of HEALTH_NAMES) health.setStatus(name, isServing ? 'SERVING' : 'NOT_SERVING');
  };
  const server = new Server({
    'grpc.max_receive_message_length': MAX_CALL_BYTES,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
  });
  addSamplingService(server, sampling);
  health.addToServer(server);
  const definitions = loadSync([JAEGER_SAMPLING_PROTO, healthProto], {
    includeDirs: [protoDirectory()],
    keepCase: true,
  });
  new ReflectionService(definitions).addToServer(server);
  let url = listenerUrl('http', address);
  return {
    name: 'jaeger-sampling-grpc',
    purpose: 'remote sampling over gRPC: SamplingManager',
    get url() {
      return url;
    },
    async start() {
      const port = await bindServer(server, address);
      url = listenerUrl('http', { host: address.host, port });
      setServing(true);
    },
    stop(graceMs) {
      setServing(false);
      return stopServer(server, graceMs);
    },
  };
}
