// Random traces and random queries that speak of the same few names and values, so that a query finds some of
// the spans and not all: what an engine is held against the reference evaluator with. All of them pass the check.

import fc from 'fast-check';

type Json = { readonly [field: string]: unknown };

export interface ArbitrarySpan {
  readonly trace: number;
  readonly id: number;
  readonly parent: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly name: string;
  readonly service: string;
  readonly kind: number;
  readonly status: number;
  readonly traceState: string;
  readonly attributes: readonly Json[];
  readonly events: readonly Json[];
  readonly links: readonly { readonly trace: number; readonly attributes: readonly Json[] }[];
  readonly resource: readonly Json[];
  readonly scope: Json;
}

const attributeValue = fc.constantFrom<Json>(
  ...['0', '1', '2', '500', '-1', '9007199254740993'].map((intValue) => ({ intValue })),
  ...[0.5, 2, 9007199254740992, 1e300, 'NaN', '-Infinity'].map((doubleValue) => ({ doubleValue })),
  { stringValue: 'GET' },
  { stringValue: 'POST' },
  { stringValue: '1' },
  { stringValue: '' },
  { boolValue: true },
  { boolValue: false },
  { arrayValue: { values: [{ intValue: '1' }, { intValue: '2' }] } },
  { arrayValue: { values: [{ stringValue: 'GET' }, { stringValue: 'x' }] } },
  { arrayValue: { values: [{ stringValue: 'GET' }] } },
  { arrayValue: { values: [] } },
  { arrayValue: { values: [{}] } },
  { bytesValue: 'AQID' },
  { kvlistValue: { values: [] } },
  {},
);

const attribute = fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: attributeValue });
const attributes = fc.uniqueArray(attribute, { selector: ({ key }) => key, maxLength: 3 });
const name = fc.constantFrom('GET', 'checkout', 'pay');

/** Few ids, so that spans find their parents; some parents are not there. No two spans share an id. */
export const arbitrarySpans: fc.Arbitrary<ArbitrarySpan[]> = fc.uniqueArray(
  fc.record({
    trace: fc.integer({ min: 1, max: 3 }),
    id: fc.integer({ min: 1, max: 8 }),
    parent: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
    startMs: fc.nat({ max: 5 }),
    durationMs: fc.integer({ min: 0, max: 3 }),
    name,
    service: fc.constantFrom('front', 'back'),
    kind: fc.nat({ max: 5 }),
    status: fc.nat({ max: 2 }),
    traceState: fc.constantFrom('', '', 'ot=th:8', 'x=1, ot=rv:1;th:c', 'ot=th:fffffffffffff1'),
    attributes,
    events: fc.array(fc.record({ name, attributes }), { maxLength: 2 }),
    links: fc.array(fc.record({ trace: fc.integer({ min: 1, max: 3 }), attributes }), {
      maxLength: 1,
    }),
    resource: attributes,
    scope: fc.record({
      name: fc.constantFrom('', 'lib'),
      version: fc.constantFrom('', '1'),
      attributes,
    }),
  }),
  { selector: ({ trace, id }) => `${trace} ${id}`, maxLength: 16 },
);

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

/** As an OTLP JSON message. `originMs` is the time of the earliest spans. */
export function tracesJson(spans: readonly ArbitrarySpan[], originMs: number): Json {
  const timeOf = (ms: number) => String(BigInt(originMs + ms) * 1_000_000n);
  return {
    resourceSpans: spans.map((span) => ({
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: span.service } },
          ...span.resource,
        ],
      },
      scopeSpans: [
        {
          scope: span.scope,
          spans: [
            {
              traceId: hex(span.trace, 32),
              spanId: hex(span.id, 16),
              parentSpanId: span.parent === 0 ? '' : hex(span.parent, 16),
              name: span.name,
              kind: span.kind,
              status: { code: span.status },
              startTimeUnixNano: timeOf(span.startMs),
              endTimeUnixNano: timeOf(span.startMs + span.durationMs),
              traceState: span.traceState,
              attributes: span.attributes,
              events: span.events.map((event) => ({
                ...event,
                timeUnixNano: timeOf(span.startMs + 1),
              })),
              links: span.links.map((link) => ({
                traceId: hex(link.trace, 32),
                spanId: hex(1, 16),
                attributes: link.attributes,
              })),
            },
          ],
        },
      ],
    })),
  };
}

const attributeName = fc.constantFrom(
  ...['.a', 'span.a', '.b', 'span.b', 'event.c', '.c'],
  ...['resource.a', 'instrumentation.b', 'link.c', 'event.a'],
);
const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const equality = fc.constantFrom('=', '!=');
const number = fc.constantFrom(
  ...['0', '1', '2', '500', '0.5', '-1', '1.5', '1ms', '9007199254740993', '1e300', 'minInt'],
);
const text = fc.constantFrom('"GET"', '"POST"', '"1"', '""', '"nothing"');
const pattern = fc.constantFrom('"G.*"', '".*"', '"(?i)get"', '"x|1"', '""');

function joined(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((words) => words.join(' '));
}

const leaf: fc.Arbitrary<string> = fc.oneof(
  joined(attributeName, comparison, fc.oneof(number, text)),
  joined(attributeName, equality, fc.constantFrom('true', 'false', 'nil', 'ok', 'server')),
  joined(attributeName, fc.constantFrom('=~', '!~'), pattern),
  joined(attributeName, fc.constantFrom('+', '-', '*', '/', '%'), number, comparison, number),
  joined(fc.constantFrom('name', 'event:name', 'rootName'), comparison, text),
  joined(fc.constantFrom('name', 'statusMessage'), fc.constantFrom('=~', '!~'), pattern),
  joined(fc.constant('resource.service.name'), equality, fc.constantFrom('"front"', '"back"')),
  joined(
    fc.constantFrom('duration', 'traceDuration', 'event:timeSinceStart'),
    comparison,
    fc.constantFrom('0s', '1ms', '2ms', '3000000', '1.5ms'),
  ),
  joined(fc.constant('status'), equality, fc.constantFrom('ok', 'error', 'unset')),
  joined(fc.constant('kind'), equality, fc.constantFrom('server', 'client', 'internal')),
  joined(
    fc.constantFrom('span:childCount', 'nestedSetLeft', 'nestedSetParent'),
    comparison,
    fc.constantFrom('-1', '0', '1', '2'),
  ),
  joined(fc.constant('rootName'), fc.constantFrom('=~', '!~'), pattern),
  joined(fc.constant('finding'), comparison, fc.constantFrom('"n-plus-one"', '"long-gap"')),
  joined(fc.constant('finding'), fc.constantFrom('=~', '!~'), fc.constantFrom('"n-.*"', '"x"')),
  joined(fc.constant('finding'), equality, fc.constantFrom('nil', 'name')),
  joined(fc.constant('rootServiceName'), equality, fc.constantFrom('"front"', '""')),
  joined(
    fc.constantFrom('instrumentation:name', 'instrumentation:version', 'link:spanID'),
    comparison,
    fc.constantFrom('"lib"', '"1"', '""', '"0000000000000001"'),
  ),
  joined(fc.constantFrom('span.a', '.b', 'duration'), comparison, fc.constantFrom('.a', '.b * 2')),
  joined(number, comparison, attributeName),
  joined(fc.constant('trace:id'), comparison, fc.constantFrom('"1"', '"02"')),
  joined(fc.constant('span:parentID'), equality, fc.constantFrom('""', '"0000000000000001"')),
  fc.constantFrom('true', '.a', '.b'),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('condition').map((inner) => `!(${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
  ),
}));

const structural = fc.constantFrom(
  ...['&&', '||', '>', '<', '>>', '<<', '~', '!>', '!<', '!>>', '!<<', '!~'],
  ...['&>', '&<', '&>>', '&<<', '&~'],
);

/** One filter. */
export const arbitraryFilter: fc.Arbitrary<string> = condition.map((inner) => `{ ${inner} }`);

const { spanset } = fc.letrec<{ spanset: string }>((tie) => ({
  spanset: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    arbitraryFilter,
    fc
      .tuple(tie('spanset'), structural, tie('spanset'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
  ),
}));

const stage = fc.oneof(
  spanset,
  joined(
    fc.constantFrom('count()', 'avg(duration)', 'max(.a)', 'min(.b)', 'sum(.a)'),
    comparison,
    fc.constantFrom('0', '1', '2', '1ms', '0.5'),
  ),
  fc.constantFrom('by(.a)', 'by(name)', 'by(status)', 'by(resource.service.name)', 'coalesce()'),
  fc.constantFrom('select(.a)', 'select(event.c, status)'),
);

/** A query for traces. */
export const arbitrarySearch: fc.Arbitrary<string> = fc
  .tuple(spanset, fc.array(stage, { maxLength: 2 }))
  .map((parts) => parts.flat().join(' | '));
