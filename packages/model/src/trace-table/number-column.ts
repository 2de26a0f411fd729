// Columns of numbers as variable-length integers, seven bits to a byte, the lowest first: most of what a
// trace has fits one to three bytes. Exact for integers to 2^53, folded signed ones (0, -1, 1, -2, …) to 2^52.

import { TraceTableError } from './trace-table-error.ts';

const FIRST_BYTES = 4096;
/** Of any double that is a whole number of 64 bits. */
const MAX_BYTES = 10;
/** Below it bits can be shifted. */
const SMALL = 2 ** 28;

export class NumberWriter {
  private bytes = new Uint8Array(FIRST_BYTES);
  private length = 0;

  /** A whole number, not negative. */
  unsigned(value: number): void {
    if (this.length + MAX_BYTES > this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    let rest = value;
    while (rest >= SMALL) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

export class NumberReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  unsigned(): number {
    let byte = this.next();
    let value = byte & 127;
    for (let factor = 128; byte >= 128; factor *= 128) {
      byte = this.next();
      value += (byte & 127) * factor;
    }
    return value;
  }

  signed(): number {
    const folded = this.unsigned();
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }

  private next(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new TraceTableError('a column of numbers ends early');
    return byte;
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.at !== this.bytes.length) throw new TraceTableError('a column of numbers is too long');
  }
}
