// UTF-8 to text and back through the platform's own TextDecoder and TextEncoder, which every runtime
// has. They are declared here because pure packages see neither Node's nor the DOM's types.

interface Utf8Decoder {
  decode(bytes: Uint8Array): string;
}
interface Utf8Encoder {
  encode(text: string): Uint8Array;
}
declare const TextDecoder: new (label: 'utf-8', options: { ignoreBOM: boolean }) => Utf8Decoder;
declare const TextEncoder: new () => Utf8Encoder;

/** `ignoreBOM` keeps a leading U+FEFF: what was sent comes back. Invalid bytes become U+FFFD. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Below this, a loop over ASCII is faster than the call into the platform's decoder. */
const SHORT_BYTES = 24;

export function utf8ToText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= SHORT_BYTES) {
    let text = '';
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (at === end) return text;
  }
  return decoder.decode(bytes.subarray(start, end));
}

export function textToUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * JSON can spell half of a surrogate pair (`"\ud800"`), UTF-8 cannot: each such half becomes U+FFFD, as
 * in `textToUtf8`, so that a text is the same wherever it is kept.
 */
export function wellFormedText(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd');
}
