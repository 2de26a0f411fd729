// A message that is not OTLP. And what is wrong with one span only, the message around it being sound.

import { MessageDecodeError } from '../base/decode-error.ts';

export class OtlpDecodeError extends MessageDecodeError {
  override readonly name: string = 'OtlpDecodeError';
  readonly code = 'OTLP_MALFORMED';
}

/** Thrown while a span is read, the span is rejected; elsewhere it stands for the whole message. */
export class SpanRejectedError extends OtlpDecodeError {
  override readonly name = 'SpanRejectedError';
}
