// How the sender brings one request to the server: over HTTP/1.1 or gRPC, each lane with a connection of
// its own, as that many exporters would have.

import { Agent, request } from 'node:http';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import type { Protocol } from './protocols.ts';

const EXPORT_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** What OTLP lets a sender try again. */
const RETRYABLE_STATUS: readonly number[] = [429, 502, 503, 504];
const RETRYABLE_CODES: readonly number[] = [status.UNAVAILABLE, status.RESOURCE_EXHAUSTED];

export interface Lane {
  /** False when the server asks for the same again later. */
  send(body: Uint8Array): Promise<boolean>;
  close(): void;
}

export interface Target {
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
}

export function openLane(protocol: Protocol, target: Target): Lane {
  return protocol.transport === 'grpc' ? grpcLane(target) : httpLane(protocol, target);
}

function httpLane({ encoding, gzip }: Protocol, { host, httpPort }: Target): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const contentType = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  const fixed = { 'content-type': contentType, ...(gzip ? { 'content-encoding': 'gzip' } : {}) };
  const options = { host, port: httpPort, path: '/v1/traces', method: 'POST', agent };
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const headers = { ...fixed, 'content-length': body.length };
        const outgoing = request({ ...options, headers }, (response) => {
          const { statusCode = 0 } = response;
          response.resume();
          response.on('error', reject);
          response.on('end', () => {
            if (statusCode === 200) resolve(true);
            else if (RETRYABLE_STATUS.includes(statusCode)) resolve(false);
            else reject(new Error(`the server answered ${statusCode}`));
          });
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const asItIs = (bytes: Buffer): Buffer => bytes;

function grpcLane({ host, grpcPort }: Target): Lane {
  const client = new Client(`${host}:${grpcPort}`, credentials.createInsecure(), {
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
        client.makeUnaryRequest(EXPORT_PATH, asItIs, asItIs, bytes, answered);
      }),
    close: () => client.close(),
  };
}
