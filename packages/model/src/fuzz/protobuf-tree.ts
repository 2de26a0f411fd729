// A protobuf message of OTLP, Jaeger or Zipkin as a tree of fields that need not make sense: any tag, any length in front
// of any content. Reads well-formed messages, writes anything.

/** Which fields of which message are messages: opentelemetry-proto, Jaeger's model.proto, zipkin.proto. */
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
  postSpans: { 1: 'jaegerBatch' },
  jaegerBatch: { 1: 'jaegerSpan', 2: 'jaegerProcess' },
  jaegerSpan: { 4: 'leaf', 6: 'leaf', 7: 'leaf', 8: 'leaf', 9: 'jaegerLog', 10: 'jaegerProcess' },
  jaegerLog: { 1: 'leaf', 2: 'leaf' },
  jaegerProcess: { 2: 'leaf' },
  zipkinSpans: { 1: 'zipkinSpan' },
  zipkinSpan: { 8: 'leaf', 9: 'leaf', 10: 'leaf', 11: 'leaf' },
  leaf: {},
} as const satisfies Record<string, Readonly<Record<number, string>>>;

type MessageName = keyof typeof MESSAGES;

export interface FieldNode {
  /** Field number and wire type, encoded as a varint: not always the shortest, not always valid. */
  tag: Uint8Array;
  /** Whether a length stands before the content. */
  hasLength: boolean;
  /** The length to write instead of the true one, as a varint. */
  lie: Uint8Array | undefined;
  content: Uint8Array | FieldNode[];
}

/** `root`: what the bytes are, well-formed. */
export function parseTree(bytes: Uint8Array, root: MessageName = 'request'): FieldNode[] {
  return parseMessage(bytes, root);
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
    else nodes.push({ ...node, hasLength, content: parseMessage(content, inner) });
  }
  return nodes;
}

/** Written from its end to its beginning, because a length stands before what it counts. */
class BackwardWriter {
  private bytes = new Uint8Array(64 * 1024);
  private start = this.bytes.length;

  get length(): number {
    return this.bytes.length - this.start;
  }

  prepend(part: Uint8Array): void {
    if (part.length > this.start) {
      const bytes = new Uint8Array(2 * (this.bytes.length + part.length));
      const start = bytes.length - this.length;
      bytes.set(this.bytes.subarray(this.start), start);
      this.bytes = bytes;
      this.start = start;
    }
    this.start -= part.length;
    this.bytes.set(part, this.start);
  }

  take(): Uint8Array {
    const taken = this.bytes.slice(this.start);
    this.start = this.bytes.length;
    return taken;
  }
}

const writer = new BackwardWriter();

export function writeTree(nodes: readonly FieldNode[]): Uint8Array {
  prependAll(nodes);
  return writer.take();
}

function prependAll(nodes: readonly FieldNode[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as FieldNode;
    const end = writer.length;
    if (node.content instanceof Uint8Array) writer.prepend(node.content);
    else prependAll(node.content);
    if (node.hasLength) writer.prepend(node.lie ?? varintBytes(writer.length - end));
    writer.prepend(node.tag);
  }
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
  if (value < 0x80) return Uint8Array.of(Number(value));
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
