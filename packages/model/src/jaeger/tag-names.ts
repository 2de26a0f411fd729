// Tags of Jaeger that are something else in OpenTelemetry, and attributes that are something else in Jaeger:
// https://opentelemetry.io/docs/specs/otel/compatibility/, sdk_exporters/jaeger.md

export const TAG = {
  kind: 'span.kind',
  error: 'error',
  statusCode: 'otel.status_code',
  statusDescription: 'otel.status_description',
  traceState: 'w3c.tracestate',
  scopeName: 'otel.scope.name',
  scopeVersion: 'otel.scope.version',
  /** What scopes were called before. */
  libraryName: 'otel.library.name',
  libraryVersion: 'otel.library.version',
  httpStatusCode: 'http.status_code',
  httpStatusMessage: 'http.status_message',
} as const;

/** Attributes that hold what Jaeger's spans have and OpenTelemetry's have not. */
export const JAEGER_ATTRIBUTE = {
  /** All flags, where there are more than "sampled": debug (2) and firehose (8). */
  flags: 'jaeger.flags',
  /** A list of texts, named as in Jaeger's own pipeline. */
  warnings: '@jaeger@warnings',
  /** Of a link: `child_of` or `follows_from`. */
  referenceType: 'opentracing.ref_type',
} as const;

export const CHILD_OF = 'child_of';
export const FOLLOWS_FROM = 'follows_from';

/** The field of a log that becomes the name of an event. */
export const EVENT_FIELD = 'event';

/** What OpenTelemetry's translators write for a service that has no name. */
export const NO_SERVICE_NAME = 'OTLPResourceNoServiceName';
