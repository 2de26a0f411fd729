// Asks a Tempo API as Grafana does: over HTTP/1.1, and over gRPC with its wire in view, both at the one address.

import { once } from 'node:events';
import { connect } from 'node:http2';

export interface StreamedAnswer {
  readonly messages: readonly Buffer[];
  readonly code: number;
  readonly details: string;
}

/** One call of StreamingQuerier over HTTP/2 with prior knowledge. */
export function callQuerier(
  url: string,
  method: string,
  request: Uint8Array,
  metadata: Record<string, string> = {},
): Promise<StreamedAnswer> {
  return callGrpc(url, `/tempopb.StreamingQuerier/${method}`, request, metadata);
}

export async function callGrpc(
  url: string,
  path: string,
  request: Uint8Array,
  metadata: Record<string, string> = {},
): Promise<StreamedAnswer> {
  const session = connect(url);
  // The stream tells of it as well.
  session.on('error', () => {});
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...metadata,
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(request.length, 1);
    stream.end(Buffer.concat([prefix, request]));
    let trailers: Record<string, unknown> = {};
    stream.on('response', (headers) => {
      if ('grpc-status' in headers) trailers = headers;
    });
    stream.on('trailers', (headers) => {
      trailers = headers;
    });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(stream, 'end');
    return {
      messages: splitMessages(Buffer.concat(chunks)),
      code: Number(trailers['grpc-status']),
      details: decodeURIComponent(String(trailers['grpc-message'] ?? '')),
    };
  } finally {
    session.destroy();
  }
}

function splitMessages(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return messages;
}
