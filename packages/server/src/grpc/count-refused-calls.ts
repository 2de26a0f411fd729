// Counts the exports that never reach the handler because @grpc/grpc-js itself refuses them (too
// large, not decompressible) or because the sender goes away in the middle of its message.

import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import type { IngestMetrics, IngestOutcome } from '../telemetry/metrics.ts';
import { EXPORT_PATH } from './trace-service.ts';

const NOTHING_RECEIVED = {
  bytes: 0,
  wireBytes: 0,
  acceptedSpans: 0,
  rejectedSpans: 0,
  receivedSpans: 0,
} as const;

export function countRefusedCalls(metrics: IngestMetrics): ServerInterceptor {
  return (method, call) => {
    if (method.path !== EXPORT_PATH) return new ServerInterceptingCall(call);
    const startedMs = performance.now();
    let isCounted = false;
    const count = (outcome: IngestOutcome): void => {
      if (isCounted) return;
      isCounted = true;
      const seconds = (performance.now() - startedMs) / 1000;
      metrics.begin('otlp_grpc')({ outcome, seconds, ...NOTHING_RECEIVED });
    };
    // Refusals of the library pass no responder of an interceptor, only this method.
    const sendStatus = call.sendStatus.bind(call);
    call.sendStatus = (sent) => {
      count(outcomeOf(sent.code));
      sendStatus(sent);
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMessage: (message, forward) => {
            // From here on the handler counts.
            isCounted = true;
            forward(message);
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

function outcomeOf(code: status | null | undefined): IngestOutcome {
  switch (code) {
    case status.RESOURCE_EXHAUSTED:
      return 'too_large';
    case status.UNIMPLEMENTED:
      return 'unsupported';
    case status.CANCELLED:
    case status.DEADLINE_EXCEEDED:
      return 'cancelled';
    default:
      return 'invalid';
  }
}
