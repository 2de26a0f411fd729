// A span as Zipkin's own model has it (zipkin2.Span): what every form that Zipkin's senders use is read into,
// before it is put into columns.

export const ZIPKIN_KINDS = ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'] as const;
export type ZipkinKind = (typeof ZIPKIN_KINDS)[number];

export interface ZipkinEndpoint {
  /** '' when it is not known. */
  readonly serviceName: string;
  /** As text; '' when it is not known. */
  readonly ipv4: string;
  readonly ipv6: string;
  /** 0 when it is not known. */
  readonly port: number;
}

export interface ZipkinAnnotation {
  /** Microseconds. */
  readonly timestampUs: number;
  readonly value: string;
}

export interface ZipkinSpan {
  /** 16 bytes; the first 8 are zero for an id of 64 bits. */
  readonly traceId: Uint8Array;
  /** 8 bytes, not all zeros. */
  readonly id: Uint8Array;
  readonly parentId: Uint8Array | undefined;
  readonly kind: ZipkinKind | undefined;
  readonly name: string;
  /** Microseconds since the epoch; 0 when it is not known. */
  readonly timestampUs: number;
  /** 0 when it is not known. */
  readonly durationUs: number;
  readonly localEndpoint: ZipkinEndpoint | undefined;
  readonly remoteEndpoint: ZipkinEndpoint | undefined;
  readonly annotations: readonly ZipkinAnnotation[];
  /** Each key once. */
  readonly tags: ReadonlyMap<string, string>;
  readonly isDebug: boolean;
  /** It has the id of the client's span, whose other side it is. */
  readonly isShared: boolean;
}

/** Undefined for an endpoint that says nothing. */
export function endpointOf(endpoint: ZipkinEndpoint): ZipkinEndpoint | undefined {
  const { serviceName, ipv4, ipv6, port } = endpoint;
  return serviceName === '' && ipv4 === '' && ipv6 === '' && port === 0 ? undefined : endpoint;
}
