// Buffers for bodies, used again. A fresh buffer for every body is what makes the garbage collector run
// most: at 150,000 spans a second its threads took more time than decoding.

/** Sizes are powers of two from here on, so that bodies of about one size share buffers. */
const MIN_BUFFER_BYTES = 64 * 1024;

/** Kept for the next bodies; what is beyond it goes to the garbage collector. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

export class BodyMemory {
  private kept: Buffer[] = [];
  private keptBytes = 0;

  /** A buffer of at least so many bytes, with anything in it. */
  take(bytes: number): Buffer {
    const at = this.kept.findIndex((buffer) => buffer.length >= bytes);
    if (at < 0) return Buffer.allocUnsafeSlow(roundedUp(bytes));
    const [buffer] = this.kept.splice(at, 1) as [Buffer];
    this.keptBytes -= buffer.length;
    return buffer;
  }

  /** Nobody may hold the buffer, or a view into it, any longer. */
  give(buffer: Buffer): void {
    if (this.keptBytes + buffer.length > MAX_KEPT_BYTES) return;
    this.kept.push(buffer);
    this.keptBytes += buffer.length;
  }
}

function roundedUp(bytes: number): number {
  let size = MIN_BUFFER_BYTES;
  while (size < bytes) size *= 2;
  return size;
}
