// Where the .proto files are that reflection serves: beside the bundle when built (dist/proto), in
// the package when run from source.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureExists } from '@throughline/model/base/assert';

/** From this file in packages/server/src/grpc, and from the bundle in dist. */
const CANDIDATES = ['../../proto', './proto'] as const;

/** To be loaded with this directory as the root of imports. */
export const TRACE_SERVICE_PROTO = 'opentelemetry/proto/collector/trace/v1/trace_service.proto';

/** Likewise. */
export const TEMPO_PROTO = 'tempopb/tempo.proto';

/** Likewise. */
export const JAEGER_QUERY_PROTOS = [
  'jaeger/api_v2/query.proto',
  'jaeger/api_v3/query_service.proto',
] as const;

/** Likewise. */
export const JAEGER_SAMPLING_PROTO = 'jaeger/api_v2/sampling.proto';

export function protoDirectory(): string {
  const directories = CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return ensureExists(
    directories.find((directory) => existsSync(`${directory}/${TRACE_SERVICE_PROTO}`)),
    `the .proto files are missing: ${TRACE_SERVICE_PROTO} is in none of ${directories.join(', ')}`,
  );
}
