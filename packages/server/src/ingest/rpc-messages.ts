// The messages that an export is answered with, as protobuf: ExportTraceServiceResponse, and
// google.rpc.Status with its details. Field numbers: trace_service.proto, google/rpc/status.proto and
// google/rpc/error_details.proto.

import { wellFormedText } from '@throughline/model/base/utf8';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { ProtobufWriter } from '@throughline/model/otlp/protobuf-writer';

/**
 * Sent texts are bounded: gRPC trailers fit into 8 KiB at most clients, and base64 makes a third more
 * of the two copies that status details hold.
 */
const MAX_MESSAGE_CHARACTERS = 1000;

export interface RpcStatus {
  readonly code: number;
  readonly message: string;
}

/** Cut where it must be, and never with half of a surrogate pair, which cannot be sent. */
export function boundedMessage(message: string): string {
  if (message.length <= MAX_MESSAGE_CHARACTERS) return wellFormedText(message);
  return `${wellFormedText(message.slice(0, MAX_MESSAGE_CHARACTERS))}…`;
}

/** Partial success is only ever present when there is something to say: its presence means that. */
export function isPartial(outcome: AppendOutcome): boolean {
  return outcome.rejectedSpans > 0 || outcome.message !== '';
}

export function encodeExportResponse(outcome: AppendOutcome): Buffer {
  if (!isPartial(outcome)) return Buffer.alloc(0);
  return encoded((writer) =>
    writer.message(1, () => {
      writer.uint32(1, outcome.rejectedSpans);
      writer.text(2, boundedMessage(outcome.message));
    }),
  );
}

/** The same in OTLP/JSON, where int64 is text. */
export function exportResponseJson(outcome: AppendOutcome): string {
  if (!isPartial(outcome)) return '{}';
  const partialSuccess = {
    rejectedSpans: String(outcome.rejectedSpans),
    errorMessage: boundedMessage(outcome.message),
  };
  return JSON.stringify({ partialSuccess });
}

export interface StatusDetail {
  readonly typeUrl: string;
  readonly value: Buffer;
}

export function encodeStatus(status: RpcStatus, details: readonly StatusDetail[] = []): Buffer {
  return encoded((writer) => {
    writer.uint32(1, status.code);
    writer.text(2, boundedMessage(status.message));
    for (const { typeUrl, value } of details) {
      writer.message(3, () => {
        writer.text(1, typeUrl);
        writer.bytesAlways(2, value);
      });
    }
  });
}

export function statusJson(status: RpcStatus): string {
  return JSON.stringify({ code: status.code, message: boundedMessage(status.message) });
}

/** Its presence is what makes a refusal retryable; a Duration is seconds and nanoseconds. */
export function retryInfo(retryAfterMs: number): StatusDetail {
  const wholeMs = Math.max(0, Math.ceil(retryAfterMs));
  const value = encoded((writer) =>
    writer.message(1, () => {
      writer.uint32(1, Math.floor(wholeMs / 1000));
      writer.uint32(2, (wholeMs % 1000) * 1_000_000);
    }),
  );
  return { typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value };
}

/** `description` names the place in the message itself. */
export function badRequest(description: string): StatusDetail {
  const value = encoded((writer) =>
    writer.message(1, () => writer.text(2, boundedMessage(description))),
  );
  return { typeUrl: 'type.googleapis.com/google.rpc.BadRequest', value };
}

/** The writer's bytes are a view that the next message would overwrite, hence the copy. */
function encoded(write: (writer: ProtobufWriter) => void): Buffer {
  const writer = new ProtobufWriter();
  write(writer);
  return Buffer.from(writer.bytes());
}
