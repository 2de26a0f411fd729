// The four ways in that ingest is measured by.

import { assert } from '@throughline/model/base/assert';

export interface Protocol {
  readonly name: 'protobuf' | 'protobuf-gzip' | 'grpc' | 'json';
  readonly title: string;
  readonly transport: 'http' | 'grpc';
  readonly encoding: 'protobuf' | 'json';
  readonly gzip: boolean;
}

export const PROTOCOLS: readonly Protocol[] = [
  {
    name: 'protobuf',
    title: 'OTLP/HTTP protobuf',
    transport: 'http',
    encoding: 'protobuf',
    gzip: false,
  },
  {
    name: 'protobuf-gzip',
    title: 'OTLP/HTTP protobuf, gzip',
    transport: 'http',
    encoding: 'protobuf',
    gzip: true,
  },
  { name: 'grpc', title: 'OTLP/gRPC', transport: 'grpc', encoding: 'protobuf', gzip: false },
  { name: 'json', title: 'OTLP/HTTP JSON', transport: 'http', encoding: 'json', gzip: false },
];

export function protocolByName(name: string): Protocol {
  const protocol = PROTOCOLS.find((known) => known.name === name);
  assert(
    protocol !== undefined,
    `no protocol ${name}: there are ${PROTOCOLS.map((known) => known.name).join(', ')}`,
  );
  return protocol;
}
