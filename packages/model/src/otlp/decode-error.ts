// A message that is not OTLP: nothing of it can be kept, and sending it again would not help.

export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
  readonly code = 'OTLP_MALFORMED';

  /** `place`: byte offset or field path, such as `resourceSpans[0].scopeSpans[2].spans[1].name`. */
  constructor(message: string, place: string) {
    super(`${message} (at ${place})`);
  }
}
