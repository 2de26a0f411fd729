// What Node's HTTP parser cannot make sense of is answered here, on the bare socket. The usual cause
// deserves a word in the log: a gRPC sender that was given the port of OTLP/HTTP.

import type { Socket } from 'node:net';
import type { Logger } from '@throughline/storage/contract/logger';
import { createRateLimit } from '../telemetry/rate-limit.ts';
import { RPC_CODE } from './export-failure.ts';
import { statusJson } from './rpc-messages.ts';

/** A misdirected sender tries again for ever. */
const MAX_HINTS_PER_SECOND = 1;

/** How every HTTP/2 connection begins (RFC 9113, 3.4). */
const HTTP2_PREFACE = 'PRI * HTTP/2.0';

const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

interface ClientError extends Error {
  readonly code: string;
}

export function createClientErrorHandler(logger: Logger) {
  const hints = createRateLimit(MAX_HINTS_PER_SECOND);
  return (error: ClientError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const message = explain(error);
    if (isHttp2(error) && hints.take(Date.now()) !== undefined) {
      logger.warn({ remoteAddress: socket.remoteAddress }, message);
    }
    const statusLine = STATUS_LINES[error.code] ?? '400 Bad Request';
    const body = statusJson({ code: RPC_CODE.invalidArgument, message });
    socket.end(
      `HTTP/1.1 ${statusLine}\r\nContent-Type: application/json\r\nConnection: close\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  };
}

/** Node hands over what it could not parse as a Buffer; Fastify's types say something else. */
function isHttp2(error: ClientError): boolean {
  const packet: unknown = Reflect.get(error, 'rawPacket');
  if (!Buffer.isBuffer(packet)) return false;
  return packet.toString('latin1', 0, HTTP2_PREFACE.length) === HTTP2_PREFACE;
}

function explain(error: ClientError): string {
  if (isHttp2(error)) {
    return 'a gRPC sender reached the port of OTLP/HTTP; give it the port of OTLP/gRPC (4317)';
  }
  return `this is no valid HTTP/1.1 request: ${error.message}`;
}
