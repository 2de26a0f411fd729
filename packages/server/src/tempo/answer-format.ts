// In which form an answer goes out, by what the client accepts, as Tempo reads it: protobuf where the header names
// it anywhere, else JSON.

import { encodeMessageJson } from '@throughline/model/tempo/encode-message-json';
import { encodeMessageProtobuf } from '@throughline/model/tempo/encode-message-protobuf';
import type { MessageOf, MessageShape } from '@throughline/model/tempo/message-shape';
import type { FastifyReply, FastifyRequest } from 'fastify';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/protobuf';

export function wantsProtobuf({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes(PROTOBUF_TYPE) === true;
}

export function sendMessage<S extends MessageShape>(
  reply: FastifyReply,
  shape: S,
  message: MessageOf<S>,
): FastifyReply {
  return wantsProtobuf(reply.request)
    ? sendProtobuf(reply, encodeMessageProtobuf(shape, message))
    : sendJson(reply, encodeMessageJson(shape, message));
}

export function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return withType(reply, JSON_TYPE).send(Buffer.from(json));
}

export function sendProtobuf(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return withType(reply, PROTOBUF_TYPE).send(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  );
}

/** By its name, as Fastify would add a charset. */
function withType(reply: FastifyReply, type: string): FastifyReply {
  return reply.header('content-type', type).header('vary', 'accept');
}
