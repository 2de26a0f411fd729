// What the listeners of gRPC have in common: a port, the standard health service, reflection where it is offered, and
// an end that gives calls under way their time.

import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import { protoDirectory } from './proto-directory.ts';

export interface GrpcListenerParts {
  readonly name: string;
  readonly purpose: string;
  readonly address: ListenAddress;
  /** Whose services are there already, but for those of every listener. */
  readonly server: Server;
  /** Whose health can be asked for. */
  readonly services: readonly string[];
  /** Below the directory of them: what reflection tells. Absent: there is no reflection. */
  readonly protos?: readonly string[];
}

/** The health of the server as a whole goes by the empty name. */
const WHOLE_SERVER = '';

export function grpcListener(parts: GrpcListenerParts): Listener {
  const { name, purpose, address, server, services, protos } = parts;
  const health = new HealthImplementation();
  const setServing = (isServing: boolean): void => {
    for (const service of [WHOLE_SERVER, ...services]) {
      health.setStatus(service, isServing ? 'SERVING' : 'NOT_SERVING');
    }
  };
  health.addToServer(server);
  if (protos !== undefined) reflect(server, protos);
  let url = listenerUrl('http', address);
  return {
    name,
    purpose,
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

function reflect(server: Server, protos: readonly string[]): void {
  const definitions = loadSync([...protos, healthProto], {
    includeDirs: [protoDirectory()],
    // Names as the files have them.
    keepCase: true,
  });
  new ReflectionService(definitions).addToServer(server);
}

/** Gives the port that it got. */
function bindServer(server: Server, { host, port }: ListenAddress): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(error);
    });
  });
}

/** Watchers of health never end their calls by themselves, so the grace is often used up. */
function stopServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
