// A gRPC service of the shop: handlers that return promises, on a port of the loopback interface.
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';

type Method = { request: unknown; reply: unknown };
export type Handlers<M extends { [K in keyof M]: Method }> = {
  [K in keyof M]: (request: M[K]['request']) => Promise<M[K]['reply']>;
};

/** grpc-js hands over what the definition decoded; `Handlers` is where its type is known. */
type AnyHandler = (request: never) => Promise<unknown>;

export interface GrpcService {
  readonly port: number;
  close(): Promise<void>;
}

function unary(handler: AnyHandler): handleUnaryCall<unknown, unknown> {
  return (call, done) => {
    handler(call.request as never).then(
      (reply) => done(null, reply),
      (error: unknown) =>
        done({
          code: status.INTERNAL,
          message: error instanceof Error ? error.message : String(error),
        }),
    );
  };
}

export async function serveGrpc<M extends { [K in keyof M]: Method }>(
  definition: ServiceDefinition,
  handlers: Handlers<M>,
): Promise<GrpcService> {
  const implementation: UntypedServiceImplementation = {};
  for (const [name, handler] of Object.entries<AnyHandler>(handlers)) {
    implementation[name] = unary(handler);
  }
  const server = new Server();
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, close: () => new Promise((resolve) => server.tryShutdown(() => resolve())) };
}
