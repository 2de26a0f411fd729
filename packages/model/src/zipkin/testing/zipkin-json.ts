// Zipkin's JSON of version 2 as a type, and the same spans as protobuf: what tests send.

import { hexToBytes } from '../../base/hex.ts';
import { ProtobufWriter } from '../../otlp/protobuf-writer.ts';

export interface EndpointJson {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

export interface ZipkinJson {
  readonly traceId: string;
  readonly parentId?: string;
  readonly id: string;
  readonly kind?: string;
  readonly name?: string;
  readonly timestamp?: number;
  readonly duration?: number;
  readonly localEndpoint?: EndpointJson;
  readonly remoteEndpoint?: EndpointJson;
  readonly annotations?: readonly { readonly timestamp: number; readonly value: string }[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly debug?: boolean;
  readonly shared?: boolean;
}

const KINDS = ['', 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

/** A ListOfSpans. IPv6 addresses have to be `2001:db8::` with one group at the end. */
export function zipkinProtobuf(spans: readonly ZipkinJson[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const span of spans) writer.message(1, () => writeSpan(writer, span));
  return writer.bytes().slice();
}

function writeSpan(writer: ProtobufWriter, span: ZipkinJson): void {
  writer.bytesAlways(1, bytesOf(span.traceId));
  if (span.parentId !== undefined) writer.bytesAlways(2, bytesOf(span.parentId));
  writer.bytesAlways(3, bytesOf(span.id));
  writer.uint32(4, KINDS.indexOf(span.kind ?? ''));
  writer.text(5, span.name ?? '');
  writeFixed(writer, 6, span.timestamp ?? 0);
  writer.int64Always(7, BigInt(span.duration ?? 0));
  const { localEndpoint, remoteEndpoint } = span;
  if (localEndpoint !== undefined) writer.message(8, () => writeEndpoint(writer, localEndpoint));
  if (remoteEndpoint !== undefined) writer.message(9, () => writeEndpoint(writer, remoteEndpoint));
  for (const { timestamp, value } of span.annotations ?? []) {
    writer.message(10, () => {
      writeFixed(writer, 1, timestamp);
      writer.text(2, value);
    });
  }
  for (const [key, value] of Object.entries(span.tags ?? {})) {
    writer.message(11, () => {
      writer.text(1, key);
      writer.text(2, value);
    });
  }
  writer.uint32(12, span.debug ? 1 : 0);
  writer.uint32(13, span.shared ? 1 : 0);
}

function bytesOf(hex: string): Uint8Array {
  return hexToBytes(hex) ?? new Uint8Array(0);
}

function writeFixed(writer: ProtobufWriter, field: number, value: number): void {
  writer.fixed64(field, value >>> 0, Math.floor(value / 2 ** 32));
}

function writeEndpoint(writer: ProtobufWriter, endpoint: EndpointJson): void {
  const { serviceName, ipv4, ipv6, port } = endpoint;
  writer.text(1, serviceName ?? '');
  if (ipv4 !== undefined) writer.bytesAlways(2, Uint8Array.from(ipv4.split('.').map(Number)));
  if (ipv6 !== undefined) {
    const last = ipv6.replace('2001:db8::', '').padStart(4, '0');
    writer.bytesAlways(3, bytesOf(`20010db8${'0'.repeat(20)}${last}`));
  }
  writer.uint32(4, port ?? 0);
}
