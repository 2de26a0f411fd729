// Generators (fast-check) of OTLP JSON messages that use everything the format has: every attribute
// type, nested values, the ends of the 64-bit range, all of Unicode, empty texts, repeated keys.

import fc from 'fast-check';

export type JsonObject = { readonly [field: string]: unknown };

/** Objects as JSON.parse makes them. */
const PLAIN = { noNullPrototype: true } as const;

const MAX_UINT32 = 0xffff_ffff;

/** Few different texts besides arbitrary ones, so that dictionaries see repetition. */
const text = fc.oneof(
  fc.constantFrom('', 'checkout', 'GET /cart/{id}', '\ufeffmark', 'ünïcode 🜁', '"\\\u0000\n'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const key = fc.oneof(
  fc.constantFrom('http.route', 'retry', 'payload', 'service.name', '__proto__', ''),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const uint32 = fc.oneof(fc.constantFrom(0, 1, MAX_UINT32), fc.nat({ max: MAX_UINT32 }));

const uint64 = fc
  .oneof(
    fc.constantFrom(0n, 1n, 1_700_000_000_000_000_000n, 2n ** 63n, 2n ** 64n - 1n),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  )
  .map(String);

const int64 = fc
  .oneof(
    fc.constantFrom(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  )
  .map(String);

const double = fc
  .oneof(fc.constantFrom(0, -0, 1, 42, 1e21, 5e-324, 2 ** 53), fc.double())
  .map((value) => (Number.isFinite(value) ? value : String(value)));

const base64 = fc.uint8Array({ maxLength: 20 }).map((bytes) => btoa(String.fromCharCode(...bytes)));

declare const btoa: (binary: string) => string;

function hexId(bytes: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte !== 0))
    .map((id) => [...id].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/** AnyValue and KeyValue, nested a few levels deep. */
const { attributes } = fc.letrec<{ value: JsonObject; attributes: JsonObject[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ stringValue: text }, PLAIN),
    fc.record({ boolValue: fc.boolean() }, PLAIN),
    fc.record({ intValue: int64 }, PLAIN),
    fc.record({ doubleValue: double }, PLAIN),
    fc.record({ bytesValue: base64 }, PLAIN),
    fc.constant({}),
    fc.record(
      { arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }, PLAIN) },
      PLAIN,
    ),
    fc.record({ kvlistValue: fc.record({ values: tie('attributes') }, PLAIN) }, PLAIN),
  ),
  attributes: fc.array(fc.record({ key, value: tie('value') }, PLAIN), { maxLength: 6 }),
}));

const event = fc.record(
  { timeUnixNano: uint64, name: text, attributes, droppedAttributesCount: uint32 },
  { ...PLAIN, requiredKeys: [] },
);

const link = fc.record(
  {
    traceId: hexId(16),
    spanId: hexId(8),
    traceState: text,
    attributes,
    droppedAttributesCount: uint32,
    flags: uint32,
  },
  { ...PLAIN, requiredKeys: [] },
);

const span = fc.record(
  {
    traceId: hexId(16),
    spanId: hexId(8),
    traceState: text,
    parentSpanId: fc.oneof(hexId(8), fc.constant('')),
    flags: uint32,
    name: text,
    kind: fc.nat({ max: 5 }),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    droppedAttributesCount: uint32,
    events: fc.array(event, { maxLength: 3 }),
    droppedEventsCount: uint32,
    links: fc.array(link, { maxLength: 3 }),
    droppedLinksCount: uint32,
    status: fc.record({ code: fc.nat({ max: 2 }), message: text }, { ...PLAIN, requiredKeys: [] }),
  },
  { ...PLAIN, requiredKeys: ['traceId', 'spanId'] },
);

const scope = fc.record(
  { name: text, version: text, attributes, droppedAttributesCount: uint32 },
  { ...PLAIN, requiredKeys: [] },
);

const scopeSpans = fc.record(
  { scope, spans: fc.array(span, { maxLength: 4 }), schemaUrl: text },
  { ...PLAIN, requiredKeys: ['spans'] },
);

const resource = fc.record(
  { attributes, droppedAttributesCount: uint32 },
  { ...PLAIN, requiredKeys: [] },
);

const resourceSpans = fc.record(
  { resource, scopeSpans: fc.array(scopeSpans, { maxLength: 3 }), schemaUrl: text },
  { ...PLAIN, requiredKeys: ['scopeSpans'] },
);

/** A TracesData message in OTLP JSON, as JSON.parse would give it. */
export const arbitraryTraces: fc.Arbitrary<JsonObject> = fc.record(
  {
    resourceSpans: fc.array(resourceSpans, { maxLength: 3 }),
  },
  PLAIN,
);

/** The attributes of anything, as a list of KeyValue. */
export const arbitraryAttributes: fc.Arbitrary<JsonObject[]> = attributes;
