// Everything between the arrival of an export call and its handler: the message is received within
// limits (incoming-message.ts), and the exports that never reach the handler are counted, because
// @grpc/grpc-js refuses them (too large), because we do, or because the sender goes away in the middle.

import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { type ExportFailure, toExportFailure } from '../ingest/export-failure.ts';
import type { ExportContext } from '../ingest/export-traces.ts';
import type { IngestOutcome, IngestProtocol } from '../telemetry/metrics.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';
import { type MessageLimits, receiveMessage } from './incoming-message.ts';
import { toStatus } from './service-error.ts';

const NOTHING_RECEIVED = {
  bytes: 0,
  wireBytes: 0,
  acceptedSpans: 0,
  rejectedSpans: 0,
  receivedSpans: 0,
} as const;

/** The call that brings spans; the others pass. */
export interface ExportMethod {
  readonly path: string;
  readonly protocol: IngestProtocol;
}

/** The id of each call is put where the handler finds it, and goes back in the trailers. */
export function receiveExports(
  { metrics, logger }: Pick<ExportContext, 'metrics' | 'logger'>,
  limits: MessageLimits,
  { path, protocol }: ExportMethod,
): ServerInterceptor {
  return (method, call) => {
    if (method.path !== path) return new ServerInterceptingCall(call);
    const startedMs = performance.now();
    let isCounted = false;
    let requestId = requestIdOf(undefined);
    const count = (outcome: IngestOutcome): void => {
      if (isCounted) return;
      isCounted = true;
      const seconds = (performance.now() - startedMs) / 1000;
      metrics.begin(protocol)({ outcome, seconds, ...NOTHING_RECEIVED });
    };
    // Refusals of the library pass no responder of an interceptor, only this method.
    const sendStatus = call.sendStatus.bind(call);
    call.sendStatus = (sent) => {
      if (!isCounted) {
        const details = { requestId, protocol, reason: sent.details };
        logger.debug(details, 'an export request was refused');
      }
      count(outcomeOf(sent.code));
      const metadata = sent.metadata?.clone() ?? new Metadata();
      metadata.set(REQUEST_ID_HEADER, requestId);
      sendStatus({ ...sent, metadata });
    };
    const incoming = receiveMessage(call, limits, (failure) => call.sendStatus(toStatus(failure)));
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, forward) => {
            requestId = requestIdOf(metadata.get(REQUEST_ID_HEADER)[0]);
            metadata.set(REQUEST_ID_HEADER, requestId);
            forward(metadata);
          },
          onReceiveMessage: (message: Buffer, forward) => {
            incoming.decompressed(message).then(
              (whole) => {
                // From here on the handler counts, and the store admits.
                isCounted = true;
                forward(whole);
                incoming.release();
              },
              (error: unknown) => {
                call.sendStatus(decompressionStatus(toExportFailure(error)));
                incoming.release();
              },
            );
          },
          // Its end without its message: the sender gave up in the middle.
          onReceiveHalfClose: (forward) => {
            count('cancelled');
            forward();
          },
          onCancel: () => count('cancelled'),
        }),
    });
  };
}

/** What gRPC's compression document wants for a message that cannot be decompressed. */
function decompressionStatus(failure: ExportFailure): StatusObject {
  const sent = toStatus(failure);
  return failure.kind === 'malformed' ? { ...sent, code: status.INTERNAL } : sent;
}

function outcomeOf(code: status | null | undefined): IngestOutcome {
  switch (code) {
    case status.RESOURCE_EXHAUSTED:
      return 'too_large';
    case status.UNIMPLEMENTED:
      return 'unsupported';
    case status.UNAVAILABLE:
      return 'overloaded';
    case status.CANCELLED:
    case status.DEADLINE_EXCEEDED:
      return 'cancelled';
    default:
      return 'invalid';
  }
}
