// The message of an export call while it arrives: its bytes are admitted, its time is limited, and it is
// decompressed within the same bounds as a body over HTTP. @grpc/grpc-js bounds a single message only,
// and has no place for this, so its call is opened here: the version is pinned, and tests tell when it
// has become another inside.

import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { assert } from '@throughline/model/base/assert';
import type { BodyAllowance, BodyBudget } from '../ingest/body-budget.ts';
import { ExportFailure, toExportFailure } from '../ingest/export-failure.ts';
import { type ContentCoding, inflateBody } from '../ingest/inflate-body.ts';
import type { ZstdInflater } from '../ingest/zstd-inflater.ts';
import type { MessageMemory } from './message-memory.ts';

/** For all of a message to arrive; the same as for a request over HTTP. */
const RECEIVE_TIMEOUT_MS = 30_000;

/**
 * How much may be on its way without being asked for, on a stream and on a connection: two exports of 1,000 spans.
 * HTTP/2's 64 KiB are eight ways to the sender and back for each.
 */
export const WINDOW_BYTES = 1024 * 1024;

/** What gRPC senders compress with, and the library offers. Others it refuses by itself. */
const CODINGS: readonly ContentCoding[] = ['gzip', 'deflate'];

export interface MessageLimits {
  readonly maxBytes: number;
  readonly budget: BodyBudget;
  readonly zstd: ZstdInflater;
  readonly memory: MessageMemory;
  readonly receiveTimeoutMs?: number;
}

export interface IncomingMessage {
  /** What the library has put together, as the sender had it before compression. */
  decompressed(message: Buffer): Promise<Buffer>;
  /** It is the handler's now, or nobody's. */
  release(): void;
}

/** The part of an HTTP/2 stream that is used here. */
interface MessageStream {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  close(): void;
  /** Gone with its connection. */
  readonly session?: { setLocalWindowSize(bytes: number): void };
}

export function receiveMessage(
  call: ServerInterceptingCallInterface,
  limits: MessageLimits,
  refuse: (failure: ExportFailure) => void,
): IncomingMessage {
  const stream = streamOf(call);
  const coding = takeOverDecompression(call);
  takeOverMemory(call, limits);
  widenWindow(stream);
  const allowance = limits.budget.open();
  let isCompressed: boolean | undefined;
  let isRefused = false;
  const timeoutMs = limits.receiveTimeoutMs ?? RECEIVE_TIMEOUT_MS;
  const end = (failure: ExportFailure): void => {
    if (isRefused) return;
    isRefused = true;
    refuse(failure);
    release();
  };
  const timer = setTimeout(() => end(tooSlow(timeoutMs)), timeoutMs);
  const release = (): void => {
    clearTimeout(timer);
    allowance.release();
  };
  stream.on('data', (chunk) => {
    // Whoever still sends after a refusal is cut off, or the library would keep what has arrived.
    if (isRefused) return stream.close();
    isCompressed ??= chunk[0] === 1;
    try {
      allowance.take(chunk.length);
    } catch (error) {
      end(toExportFailure(error));
    }
  });
  stream.once('close', release);
  return {
    async decompressed(message) {
      clearTimeout(timer);
      if (!isCompressed || coding === undefined) return message;
      const inflated = await inflate(message, coding, limits, allowance);
      limits.memory.giveBack(message);
      return inflated;
    },
    release,
  };
}

async function inflate(
  message: Buffer,
  coding: ContentCoding,
  { maxBytes, zstd }: MessageLimits,
  allowance: BodyAllowance,
): Promise<Buffer> {
  const bytes = await inflateBody(message, coding, { maxBytes, allowance }, zstd);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function streamOf(call: ServerInterceptingCallInterface): MessageStream {
  const stream: unknown = Reflect.get(call, 'stream');
  const isStream = typeof stream === 'object' && stream !== null && 'close' in stream;
  assert(isStream, 'this version of @grpc/grpc-js keeps the stream of a call elsewhere');
  return stream as unknown as MessageStream;
}

/** From here on the library takes what is compressed as it is. */
function takeOverDecompression(call: ServerInterceptingCallInterface): ContentCoding | undefined {
  const encoding: unknown = Reflect.get(call, 'incomingEncoding');
  assert(typeof encoding === 'string', 'this version of @grpc/grpc-js keeps encodings elsewhere');
  const coding = CODINGS.find((known) => known === encoding);
  if (coding !== undefined) Reflect.set(call, 'incomingEncoding', 'identity');
  return coding;
}

/** The library puts messages together in memory of ours. */
function takeOverMemory(
  call: ServerInterceptingCallInterface,
  { memory, maxBytes }: MessageLimits,
): void {
  const decoder: unknown = Reflect.get(call, 'decoder');
  const isDecoder = typeof decoder === 'object' && decoder !== null && 'write' in decoder;
  assert(isDecoder, 'this version of @grpc/grpc-js keeps the decoder of a call elsewhere');
  Reflect.set(call, 'decoder', memory.decoder(maxBytes));
}

/** Once for a connection is enough. */
const widened = new WeakSet<object>();

function widenWindow({ session }: MessageStream): void {
  if (session === undefined || widened.has(session)) return;
  widened.add(session);
  session.setLocalWindowSize(WINDOW_BYTES);
}

function tooSlow(timeoutMs: number): ExportFailure {
  return new ExportFailure('cancelled', `the message did not arrive within ${timeoutMs / 1000} s`);
}
