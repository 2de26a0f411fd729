// Random OTLP JSON messages that use all the format has, from a seed and in microseconds: what the
// mutators bend. (Property tests have otlp/testing/arbitrary-traces.ts, which shrinks but is slow.)

import type { FuzzRandom } from './fuzz-random.ts';

type Json = { readonly [field: string]: unknown };

const TEXTS = [
  '',
  'checkout',
  'GET /cart/{id}',
  '\ufeffmark',
  'ünïcode 🜁',
  '"\\\u0000\n',
  'x'.repeat(300),
];

const KEYS = ['http.route', 'retry', 'payload', 'service.name', '__proto__', 'constructor', ''];

const UINT64 = ['0', '1', '1700000000000000000', '9223372036854775808', '18446744073709551615'];

const INT64 = ['0', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993'];

const DOUBLES = [0, -0, 1, 42, 0.1, 1e21, 5e-324, 2 ** 53, 'NaN', 'Infinity', '-Infinity'];

const UINT32 = [0, 1, 255, 0x301, 0xffff_ffff];

/** A few spans of a few origins; now and then many, or none. */
export function generateTraces(random: FuzzRandom): Json {
  return { resourceSpans: list(random, 2, resourceSpans) };
}

function list<T>(random: FuzzRandom, most: number, make: (random: FuzzRandom) => T): T[] {
  const length = random.oneIn(200) ? 30 : random.below(most + 1);
  return Array.from({ length }, () => make(random));
}

function resourceSpans(random: FuzzRandom): Json {
  return {
    resource: { attributes: list(random, 3, keyValue), droppedAttributesCount: count(random) },
    scopeSpans: list(random, 2, scopeSpans),
    ...(random.oneIn(2) ? { schemaUrl: random.pick(TEXTS) } : {}),
  };
}

function scopeSpans(random: FuzzRandom): Json {
  const scope = { name: random.pick(TEXTS), version: '1', attributes: list(random, 1, keyValue) };
  return { ...(random.oneIn(4) ? {} : { scope }), spans: list(random, 3, span) };
}

function span(random: FuzzRandom): Json {
  return {
    traceId: random.hex(16),
    spanId: random.hex(8),
    ...(random.oneIn(2) ? { parentSpanId: random.hex(8) } : {}),
    ...(random.oneIn(5) ? { traceState: 'vendor=1', flags: random.pick(UINT32) } : {}),
    name: random.pick(TEXTS),
    kind: random.below(6),
    startTimeUnixNano: random.pick(UINT64),
    endTimeUnixNano: random.pick(UINT64),
    attributes: list(random, 5, keyValue),
    events: list(random, 1, event),
    links: list(random, 1, link),
    ...(random.oneIn(5) ? { droppedAttributesCount: count(random), droppedLinksCount: 1 } : {}),
    ...(random.oneIn(2) ? { status: { code: random.below(3), message: random.pick(TEXTS) } } : {}),
  };
}

function event(random: FuzzRandom): Json {
  return {
    timeUnixNano: random.pick(UINT64),
    name: random.pick(TEXTS),
    attributes: list(random, 2, keyValue),
    droppedAttributesCount: count(random),
  };
}

function link(random: FuzzRandom): Json {
  return {
    traceId: random.hex(16),
    spanId: random.hex(8),
    attributes: list(random, 1, keyValue),
    flags: random.pick(UINT32),
  };
}

function count(random: FuzzRandom): number {
  return random.pick(UINT32);
}

function keyValue(random: FuzzRandom): Json {
  return { key: key(random), value: anyValue(random, 0) };
}

function key(random: FuzzRandom): string {
  return random.oneIn(3) ? `key${random.below(50)}` : random.pick(KEYS);
}

const MAX_DEPTH = 3;

function anyValue(random: FuzzRandom, depth: number): Json {
  switch (random.below(depth < MAX_DEPTH ? 8 : 6)) {
    case 0:
      return { boolValue: random.oneIn(2) };
    case 1:
      return { intValue: random.pick(INT64) };
    case 2:
      return { doubleValue: random.pick(DOUBLES) };
    case 3:
      return { bytesValue: random.pick(['', 'AP8=', 'AAECAwQF']) };
    case 4:
      return {};
    case 6:
      return { arrayValue: { values: items(random, (item) => anyValue(item, depth + 1)) } };
    case 7:
      return {
        kvlistValue: {
          values: items(random, (item) => ({ key: key(item), value: anyValue(item, depth + 1) })),
        },
      };
    default:
      return { stringValue: random.pick(TEXTS) };
  }
}

function items<T>(random: FuzzRandom, make: (random: FuzzRandom) => T): T[] {
  return Array.from({ length: random.below(4) }, () => make(random));
}
