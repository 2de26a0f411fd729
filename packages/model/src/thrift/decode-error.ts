// Bytes that are not the thrift structure they should be.

import { MessageDecodeError } from '../base/decode-error.ts';

export class ThriftDecodeError extends MessageDecodeError {
  override readonly name = 'ThriftDecodeError';
}
