// The four ways in that ingest is measured by.

import { assert } from '@throughline/model/base/assert';
import type { Load } from './body-source.ts';
import type { SendOptions } from './messages.ts';
import type { Way } from './transport.ts';

export interface Protocol extends Way {
  readonly listener: 'otlp-http' | 'otlp-grpc';
  readonly name: 'protobuf' | 'protobuf-gzip' | 'grpc' | 'json';
  readonly title: string;
  readonly encoding: 'protobuf' | 'json';
}

const HTTP = { listener: 'otlp-http', transport: 'http', path: '/v1/traces' } as const;
const PROTOBUF = { contentType: 'application/x-protobuf', encoding: 'protobuf' } as const;

export const PROTOCOLS: readonly Protocol[] = [
  { name: 'protobuf', title: 'OTLP/HTTP protobuf', ...HTTP, ...PROTOBUF, gzip: false },
  { name: 'protobuf-gzip', title: 'OTLP/HTTP protobuf, gzip', ...HTTP, ...PROTOBUF, gzip: true },
  {
    name: 'grpc',
    title: 'OTLP/gRPC',
    listener: 'otlp-grpc',
    transport: 'grpc',
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    contentType: 'application/grpc',
    encoding: 'protobuf',
    gzip: false,
  },
  {
    name: 'json',
    title: 'OTLP/HTTP JSON',
    ...HTTP,
    contentType: 'application/json',
    encoding: 'json',
    gzip: false,
  },
];

export function protocolByName(name: string): Protocol {
  const protocol = PROTOCOLS.find((known) => known.name === name);
  assert(
    protocol !== undefined,
    `no protocol ${name}: there are ${PROTOCOLS.map((known) => known.name).join(', ')}`,
  );
  return protocol;
}

/** What a sender has to know to send a workload as OTLP. */
export function otlpTo(
  product: { readonly listener: (name: string) => URL },
  protocol: Protocol,
  workload: Extract<Load, { workload: unknown }>['workload'],
): Pick<SendOptions, 'url' | 'way' | 'load'> {
  const url = product.listener(protocol.listener).href;
  return { url, way: protocol, load: { workload, encoding: protocol.encoding } };
}
