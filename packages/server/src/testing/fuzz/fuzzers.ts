// Every fuzzer by its name: what the long run of the bench takes and the smoke runs through.

import { decodeLimited } from './decode-limited.ts';
import { fuzzClientBodies } from './fuzz-client-bodies.ts';
import { fuzzGrpc } from './fuzz-grpc.ts';
import { fuzzInflate } from './fuzz-inflate.ts';
import { type FuzzCounts, type FuzzOptions, fuzzDecoder } from './fuzz-run.ts';

export type Fuzzer = (options: FuzzOptions) => FuzzCounts | Promise<FuzzCounts>;

export const FUZZERS = {
  protobuf: (options) => fuzzDecoder('protobuf', options),
  json: (options) => fuzzDecoder('json', options),
  limits: (options) => fuzzDecoder('protobuf', options, decodeLimited),
  gzip: (options) => fuzzInflate('gzip', options),
  deflate: (options) => fuzzInflate('deflate', options),
  zstd: (options) => fuzzInflate('zstd', options),
  grpc: fuzzGrpc,
  jaegerBinaryBatch: (options) => fuzzClientBodies('jaegerBinaryBatch', options),
  jaegerBinaryPacket: (options) => fuzzClientBodies('jaegerBinaryPacket', options),
  jaegerCompactPacket: (options) => fuzzClientBodies('jaegerCompactPacket', options),
  jaegerPostSpans: (options) => fuzzClientBodies('jaegerPostSpans', options),
  zipkinV1Json: (options) => fuzzClientBodies('zipkinV1Json', options),
  zipkinV2Json: (options) => fuzzClientBodies('zipkinV2Json', options),
  zipkinThrift: (options) => fuzzClientBodies('zipkinThrift', options),
  zipkinProtobuf: (options) => fuzzClientBodies('zipkinProtobuf', options),
} as const satisfies Record<string, Fuzzer>;

export type FuzzerName = keyof typeof FUZZERS;

export const FUZZER_NAMES = Object.keys(FUZZERS) as readonly FuzzerName[];
