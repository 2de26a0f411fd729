// GET /api/v1/status/activity and /api/v1/status/storage: what comes in, what is refused and why, how the engine is,
// and what is on disk.

import { type Static, Type } from 'typebox';

const Counts = {
  requests: Type.Integer(),
  spans: Type.Integer({ description: 'taken: on disk when they were acknowledged' }),
  bytes: Type.Integer({ description: 'of bodies, after decompression' }),
  refusedRequests: Type.Integer(),
  refusedSpans: Type.Integer({
    description: 'as far as known: of bodies that could not be read it is not',
  }),
};

export const ActivityRefusal = Type.Object({
  reason: Type.String({ description: 'as in throughline_ingest_requests_refused_total' }),
  meaning: Type.String({ description: 'the reason as a sentence' }),
  requests: Type.Integer(),
  spans: Type.Integer(),
  lastAt: Type.String({ format: 'date-time' }),
});
export type ActivityRefusal = Static<typeof ActivityRefusal>;

export const ActivityProtocol = Type.Object({
  protocol: Type.String({ description: 'otlp_http, otlp_grpc, zipkin_http, jaeger_grpc, …' }),
  ...Counts,
  lastAt: Type.Optional(
    Type.String({ format: 'date-time', description: 'when spans were last taken' }),
  ),
  refusals: Type.Array(ActivityRefusal, { description: 'by reason, the latest first' }),
  spansPerBin: Type.Array(Type.Integer(), { description: 'taken, by the times of the answer' }),
  refusedPerBin: Type.Array(Type.Integer(), { description: 'requests' }),
});
export type ActivityProtocol = Static<typeof ActivityProtocol>;

export const ActivityAnswer = Type.Object(
  {
    ready: Type.Boolean(),
    reasons: Type.Array(Type.String(), { description: 'why not ready' }),
    binSeconds: Type.Integer(),
    timesMs: Type.Array(Type.Integer(), {
      description: 'when each bin begins; the last one is not over yet',
    }),
    protocols: Type.Array(ActivityProtocol, {
      description: 'by which something has come since the start of the process',
    }),
    store: Type.Object({
      spansStored: Type.Integer({ description: 'that the engine has, since the start' }),
      insertFailures: Type.Integer(),
      bytesInFlight: Type.Integer(),
      maxBytesInFlight: Type.Integer(),
      spool: Type.Object({
        bytes: Type.Integer({ description: 'acknowledged, and not in the engine yet' }),
        maxBytes: Type.Integer(),
        files: Type.Integer(),
        oldestAgeMs: Type.Integer(),
        rejectedFiles: Type.Integer({ description: 'set aside since the start' }),
        rejectedBytes: Type.Integer(),
      }),
    }),
    engine: Type.Optional(
      Type.Object(
        {
          memoryBytes: Type.Integer(),
          runningMerges: Type.Integer(),
          parts: Type.Integer(),
          mostPartsOfPartition: Type.Integer(),
          storedBytes: Type.Integer(),
          diskFreeBytes: Type.Integer(),
          diskTotalBytes: Type.Integer(),
        },
        { description: 'absent when the engine does not answer within a second' },
      ),
    ),
    demo: Type.Object({
      isOffered: Type.Boolean({ description: 'POST /api/v1/demo loads the demo traces' }),
    }),
  },
  { $id: 'Activity' },
);
export type ActivityAnswer = Static<typeof ActivityAnswer>;

/** Services, and attributes, that are told one by one. */
export const MAX_STORAGE_ITEMS = 100;

const Rest = Type.Object(
  { count: Type.Integer(), bytes: Type.Integer() },
  { description: 'those that are not told one by one' },
);

export const StorageAnswer = Type.Object(
  {
    tables: Type.Array(
      Type.Object({ name: Type.String(), bytes: Type.Integer(), rows: Type.Integer() }),
      { description: 'exact, largest first' },
    ),
    services: Type.Array(
      Type.Object({ name: Type.String(), spans: Type.Integer(), bytes: Type.Integer() }),
      { description: `the ${MAX_STORAGE_ITEMS} that take most; an estimate` },
    ),
    otherServices: Rest,
    attributes: Type.Array(
      Type.Object({
        kind: Type.Union([
          Type.Literal('columns'),
          Type.Literal('attribute'),
          Type.Literal('events'),
          Type.Literal('links'),
        ]),
        name: Type.String({ description: 'of an attribute of spans; else empty' }),
        spans: Type.Integer({ description: 'that have it' }),
        bytes: Type.Integer(),
      }),
      { description: `the ${MAX_STORAGE_ITEMS} that take most; an estimate` },
    ),
    otherAttributes: Rest,
    storedSpans: Type.Integer(),
    sampledSpans: Type.Integer({ description: 'that the estimates are made from' }),
  },
  {
    $id: 'Storage',
    description: 'the bytes of the table of spans are shared out by what values take uncompressed',
  },
);
export type StorageAnswer = Static<typeof StorageAnswer>;
