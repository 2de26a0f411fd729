// An OTLP protobuf message as a tree of fields that need not make sense: any tag, any length in front
// of any content. Reads well-formed messages, writes anything.

/** Which fields of which message are messages; field numbers of opentelemetry-proto. */
const MESSAGES = {
  request: { 1: 'resourceSpans' },
  resourceSpans: { 1: 'resource', 2: 'scopeSpans' },
  resource: { 1: 'keyValue' },
  scopeSpans: { 1: 'scope', 2: 'span' },
  scope: { 3: 'keyValue' },
  span: { 9: 'keyValue', 11: 'event', 13: 'link', 15: 'status' },
  event: { 3: 'keyValue' },
  link: { 4: 'keyValue' },
  status: {},
  keyValue: { 2: 'anyValue' },
  anyValue: { 5: 'arrayValue', 6: 'kvlistValue' },
  arrayValue: { 1: 'anyValue' },
  kvlistValue: { 1: 'keyValue' },
} as const satisfies Record<string, Readonly<Record<number, string>>>;

type MessageName = keyof typeof MESSAGES;

export interface FieldNode {
  /** Field number and wire type, encoded as a varint: not always the shortest, not always valid. */
  tag: Uint8Array;
  readonly isMessage: boolean;
  /** Whether a length stands before the content. */
  hasLength: boolean;
  /** The length to write instead of the true one, as a varint. */
  lie: Uint8Array | undefined;
  content: Uint8Array | FieldNode[];
}

export function parseTree(bytes: Uint8Array): FieldNode[] {
  return parseMessage(bytes, 'request');
}

function parseMessage(bytes: Uint8Array, name: MessageName): FieldNode[] {
  const nodes: FieldNode[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const node = {
      tag: bytes.slice(start, at),
      isMessage: false,
      hasLength: false,
      lie: undefined,
    };
    let contentAt = at;
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 1) at += 8;
    else if ((tag & 7) === 5) at += 4;
    else {
      const length = varint();
      contentAt = at;
      at += length;
    }
    const content = bytes.slice(contentAt, at);
    const hasLength = (tag & 7) === 2;
    const inner = (MESSAGES[name] as Readonly<Record<number, MessageName>>)[tag >>> 3];
    if (inner === undefined) nodes.push({ ...node, hasLength, content });
    else nodes.push({ ...node, hasLength, isMessage: true, content: parseMessage(content, inner) });
  }
  return nodes;
}

export function writeTree(nodes: readonly FieldNode[]): Uint8Array {
  const out: number[] = [];
  for (const node of nodes) writeNode(node, out);
  return Uint8Array.from(out);
}

/** Content first, since its length stands before it. */
function writeNode(node: FieldNode, out: number[]): void {
  for (const byte of node.tag) out.push(byte);
  const content = node.content instanceof Uint8Array ? node.content : writeTree(node.content);
  if (node.hasLength) for (const byte of node.lie ?? varintBytes(content.length)) out.push(byte);
  for (const byte of content) out.push(byte);
}

export function copyTree(nodes: readonly FieldNode[]): FieldNode[] {
  return nodes.map(copyNode);
}

export function copyNode(node: FieldNode): FieldNode {
  const { content } = node;
  return { ...node, content: content instanceof Uint8Array ? content : copyTree(content) };
}

/** Unsigned, the shortest form. */
export function varintBytes(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
