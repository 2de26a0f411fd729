// One export over gRPC with the wire in view: its status, and whether it says when to come again.

import { once } from 'node:events';
import { connect } from 'node:http2';

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

export interface GrpcAnswer {
  readonly code: number;
  readonly hasRetryInfo: boolean;
}

export async function grpcExport(otlpGrpc: string, traceId: string): Promise<GrpcAnswer> {
  const session = connect(otlpGrpc);
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const message = oneSpan(traceId);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
    const [headers] = await once(stream, 'response');
    stream.resume();
    const [trailers] = 'grpc-status' in headers ? [headers] : await once(stream, 'trailers');
    const details = Buffer.from(String(trailers['grpc-status-details-bin'] ?? ''), 'base64');
    return {
      code: Number(trailers['grpc-status']),
      hasRetryInfo: details.includes('google.rpc.RetryInfo'),
    };
  } finally {
    session.destroy();
  }
}

/** resource_spans, scope_spans, spans, each field 1 or 2 around the next; then trace_id and span_id. */
function oneSpan(traceId: string): Buffer {
  const span = Buffer.concat([field(1, Buffer.from(traceId, 'hex')), field(2, Buffer.alloc(8, 1))]);
  return field(1, field(2, field(2, span)));
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
}
