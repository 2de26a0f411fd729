// A body that is not what Zipkin's senders send.

import { MessageDecodeError } from '../base/decode-error.ts';

export class ZipkinDecodeError extends MessageDecodeError {
  override readonly name: string = 'ZipkinDecodeError';
}

export type ZipkinJsonVersion = 'JSON_V1' | 'JSON_V2';

/** A body that is no list, or a list of the other version: said in Zipkin's own words. */
export class ZipkinFormatError extends ZipkinDecodeError {
  override readonly name = 'ZipkinFormatError';

  constructor(expected: ZipkinJsonVersion, received?: ZipkinJsonVersion) {
    const but = received === undefined ? '' : `, but received: ${received}`;
    super(`Expected a ${expected} encoded list${but}`, 'the body');
    this.message = `Expected a ${expected} encoded list${but}`;
  }
}
