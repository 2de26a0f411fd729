// A message that is not OTLP: nothing of it can be kept, and sending it again would not help. And what is
// wrong with one span only, the message around it being sound.

export class OtlpDecodeError extends Error {
  override readonly name: string = 'OtlpDecodeError';
  readonly code = 'OTLP_MALFORMED';

  /** `place`: byte offset or field path, such as `resourceSpans[0].scopeSpans[2].spans[1].name`. */
  constructor(message: string, place: string) {
    super(`${message} (at ${place})`);
  }
}

/** Thrown while a span is read, the span is rejected; elsewhere it stands for the whole message. */
export class SpanRejectedError extends OtlpDecodeError {
  override readonly name = 'SpanRejectedError';
}
