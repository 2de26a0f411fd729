// Reads a trace id from what a person pastes: bare hex of any usual length, with dashes, with quotes
// around it, an address of this UI, or a whole `traceparent` header.

const MAX_HEX_DIGITS = 32;

/** 32 lower-case hex digits, or undefined when the text holds no trace id. */
export function parseTraceId(text: string): string | undefined {
  const trimmed = text.trim().replace(/^["'`]+|["'`]+$/g, '');
  const traceparent = /(?:^|[^0-9a-f])[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(
    trimmed,
  );
  const address = /\/trace\/([0-9a-f]{1,32})(?:[/?#]|$)/i.exec(trimmed);
  const candidate = traceparent?.[1] ?? address?.[1] ?? trimmed.replaceAll('-', '');
  if (!/^[0-9a-f]+$/i.test(candidate) || candidate.length > MAX_HEX_DIGITS) return undefined;
  const id = candidate.toLowerCase().padStart(MAX_HEX_DIGITS, '0');
  return /^0+$/.test(id) ? undefined : id;
}
