// A message that is not what its protocol says, or whose protocol says more than we take: nothing of it can
// be kept, and sending it again would not help. Each protocol has its own class of it.

export class MessageDecodeError extends Error {
  override readonly name: string = 'MessageDecodeError';

  /** `place`: byte offset or field path, such as `resourceSpans[0].scopeSpans[2].spans[1].name`. */
  constructor(message: string, place: string) {
    super(`${message} (at ${place})`);
  }
}
