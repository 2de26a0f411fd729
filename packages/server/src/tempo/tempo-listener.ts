// The listener of Tempo's API: HTTP/1.1 for questions, gRPC for streamed answers, both on one port.

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoDirectory, TEMPO_PROTO } from '../grpc/proto-directory.ts';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import { createTempoApp } from './create-tempo-app.ts';
import { splitConnections } from './split-connections.ts';
import { createStreamingQuerier, STREAMING_QUERIER_SERVICE } from './streaming-querier.ts';
import type { TempoDependencies } from './tempo-dependencies.ts';
import { MAX_QUERY_BYTES } from './tempo-limits.ts';

/** A query, and tags beside it. */
const MAX_REQUEST_BYTES = 2 * MAX_QUERY_BYTES;

/** Per connection. A dashboard has some dozens of panels, and Grafana one connection for all of them. */
const MAX_CONCURRENT_STREAMS = 128;

export async function createTempoListener(
  address: ListenAddress,
  dependencies: TempoDependencies,
): Promise<Listener> {
  const app = await createTempoApp(dependencies);
  const grpc = createGrpcServer(dependencies);
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  splitConnections(app.server, (socket) => injector.injectConnection(socket));
  let boundPort = address.port;
  return {
    name: 'tempo',
    purpose: 'API of Grafana Tempo: a data source for Grafana',
    get url() {
      return listenerUrl('http', { host: address.host, port: boundPort });
    },
    async start() {
      await app.listen({ host: address.host, port: address.port });
      const bound = app.server.address();
      if (typeof bound === 'object' && bound !== null) boundPort = bound.port;
    },
    async stop(graceMs) {
      const cut = setTimeout(() => {
        grpc.forceShutdown();
        app.server.closeAllConnections();
      }, graceMs);
      try {
        // The port closes at once; connections of gRPC count as its own and are waited for with it.
        await Promise.all([app.close(), shutDown(grpc)]);
      } finally {
        clearTimeout(cut);
      }
    },
  };
}

function createGrpcServer(dependencies: TempoDependencies): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
  });
  server.addService(STREAMING_QUERIER_SERVICE, { ...createStreamingQuerier(dependencies) });
  const definitions = loadSync([TEMPO_PROTO], { includeDirs: [protoDirectory()], keepCase: true });
  new ReflectionService(definitions).addToServer(server);
  return server;
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.tryShutdown(() => resolve());
  });
}
