// How the sender brings one request to the server: over HTTP/1.1 or gRPC, each lane with a connection of
// its own, as that many exporters would have.

import { Agent, request } from 'node:http';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';

/** What lets a sender try again, in OTLP; the other protocols are answered in the same way. */
const RETRYABLE_STATUS: readonly number[] = [429, 502, 503, 504];
const RETRYABLE_CODES: readonly number[] = [status.UNAVAILABLE, status.RESOURCE_EXHAUSTED];

/** OTLP and Jaeger answer the first, Zipkin the second. */
const TAKEN_STATUS: readonly number[] = [200, 202];

export interface Lane {
  /** False when the server asks for the same again later. */
  send(body: Uint8Array): Promise<boolean>;
  close(): void;
}

/** How a body reaches the listener that takes it. */
export interface Way {
  /** As the product calls it. */
  readonly listener: string;
  readonly transport: 'http' | 'grpc';
  /** Over gRPC that of the method. */
  readonly path: string;
  readonly contentType: string;
  readonly gzip: boolean;
}

export function openLane(way: Way, listener: URL): Lane {
  return way.transport === 'grpc' ? grpcLane(way, listener) : httpLane(way, listener);
}

function httpLane({ path, contentType, gzip }: Way, { hostname, port }: URL): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const fixed = { 'content-type': contentType, ...(gzip ? { 'content-encoding': 'gzip' } : {}) };
  const options = { host: hostname, port, path, method: 'POST', agent };
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const headers = { ...fixed, 'content-length': body.length };
        const outgoing = request({ ...options, headers }, (response) => {
          const { statusCode = 0 } = response;
          response.resume();
          response.on('error', reject);
          response.on('end', () => {
            if (TAKEN_STATUS.includes(statusCode)) resolve(true);
            else if (RETRYABLE_STATUS.includes(statusCode)) resolve(false);
            else reject(new Error(`${path} answered ${statusCode}`));
          });
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const asItIs = (bytes: Buffer): Buffer => bytes;

function grpcLane({ path }: Way, { host }: URL): Lane {
  const client = new Client(host, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
        const answered = (error: ServiceError | null) => {
          if (error === null) resolve(true);
          else if (RETRYABLE_CODES.includes(error.code)) resolve(false);
          else reject(error);
        };
        client.makeUnaryRequest(path, asItIs, asItIs, bytes, answered);
      }),
    close: () => client.close(),
  };
}
