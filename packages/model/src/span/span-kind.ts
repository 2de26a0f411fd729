// Kind and status of a span, with the numbers of OTLP (opentelemetry-proto trace.proto) and the names
// that the own API uses.

import type { SpanKindName, StatusName } from '../api/common.ts';

/** Index = OTLP `SpanKind`. */
export const SPAN_KIND_NAMES: readonly SpanKindName[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];

export const KIND_INTERNAL = 1;
export const KIND_SERVER = 2;
export const KIND_CLIENT = 3;
export const KIND_PRODUCER = 4;
export const KIND_CONSUMER = 5;

/** Index = OTLP `Status.StatusCode`. */
export const STATUS_NAMES: readonly StatusName[] = ['unset', 'ok', 'error'];

export const STATUS_ERROR = 2;

/** A kind this version does not know is shown as unspecified. */
export function spanKindName(kind: number): SpanKindName {
  return SPAN_KIND_NAMES[kind] ?? 'unspecified';
}
