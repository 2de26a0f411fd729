// Memory to read one file after the other into. A fresh buffer of many megabytes for every file would
// make the garbage collector run for each of them.

import { open } from 'node:fs/promises';

export class ReadMemory {
  private bytes = Buffer.alloc(0);

  /**
   * The first `length` bytes of a file, or fewer when it is shorter: a view, valid until the next file is
   * read.
   */
  async read(path: string, length: number): Promise<Buffer> {
    if (this.bytes.length < length) this.bytes = Buffer.allocUnsafeSlow(length);
    const file = await open(path, 'r');
    try {
      let at = 0;
      while (at < length) {
        const { bytesRead } = await file.read(this.bytes, at, length - at, at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return this.bytes.subarray(0, at);
    } finally {
      await file.close();
    }
  }
}
