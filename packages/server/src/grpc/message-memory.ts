// Puts the messages of gRPC calls together in memory that is used again, where the library makes a buffer for each. Half
// of the CPU of a call was collecting those: they outlive a scavenge, and every 64 MiB of them mark the whole heap.

import { BodyMemory } from '../ingest/body-memory.ts';

/** Whether it is compressed, one byte, and its length. */
const HEAD_BYTES = 5;

/** What a message says of its length is believed up to here; a longer one grows as it arrives. */
const FIRST_BYTES = 1024 * 1024;

/** What @grpc/grpc-js asks of the decoder of a call. */
export interface MessageDecoder {
  /** Messages that `chunk` completes, each with its head. Throws when one is too large. */
  write(chunk: Uint8Array): Buffer[];
}

export class MessageMemory {
  private readonly memory = new BodyMemory();
  private readonly lent = new WeakMap<ArrayBufferLike, Buffer>();

  /**
   * Nobody may hold the message, or a view into it, any longer. What is never given back, as when a call is cancelled,
   * is left to the garbage collector; what is none of ours, too.
   */
  giveBack(message: Uint8Array): void {
    const buffer = this.lent.get(message.buffer);
    if (buffer === undefined) return;
    this.lent.delete(message.buffer);
    this.memory.give(buffer);
  }

  /** For one call. */
  decoder(maxBytes: number): MessageDecoder {
    const { memory, lent } = this;
    const head = Buffer.alloc(HEAD_BYTES);
    let headBytes = 0;
    let message: Buffer | undefined;
    let messageBytes = 0;
    let filled = 0;

    function begin(): Buffer {
      const bytes = head.readUInt32BE(1);
      if (bytes > maxBytes) {
        throw new Error(`Received message larger than max (${bytes} vs ${maxBytes})`);
      }
      messageBytes = HEAD_BYTES + bytes;
      const buffer = memory.take(Math.min(messageBytes, FIRST_BYTES));
      buffer.set(head);
      filled = HEAD_BYTES;
      return buffer;
    }

    function withRoom(buffer: Buffer, bytes: number): Buffer {
      if (bytes <= buffer.length) return buffer;
      const larger = memory.take(Math.max(bytes, Math.min(messageBytes, 2 * buffer.length)));
      larger.set(buffer.subarray(0, filled));
      memory.give(buffer);
      return larger;
    }

    return {
      write(chunk) {
        const whole: Buffer[] = [];
        let at = 0;
        while (at < chunk.length) {
          if (message === undefined) {
            head[headBytes++] = chunk[at++] as number;
            if (headBytes < HEAD_BYTES) continue;
            message = begin();
          }
          const end = Math.min(chunk.length, at + messageBytes - filled);
          message = withRoom(message, filled + end - at);
          message.set(chunk.subarray(at, end), filled);
          filled += end - at;
          at = end;
          if (filled < messageBytes) continue;
          lent.set(message.buffer, message);
          whole.push(message.subarray(0, messageBytes));
          message = undefined;
          headBytes = 0;
        }
        return whole;
      },
    };
  }
}
