// Searches of Jaeger as TraceQL, as text; what they find is tested over the store (routes-of-old.integration.test.ts).

import { expect, it } from 'vitest';
import { type SpanSearch, searchQuery, searchText } from './search-query.ts';

const NOTHING: SpanSearch = {
  service: undefined,
  operation: undefined,
  tags: new Map(),
  minDurationNs: undefined,
  maxDurationNs: undefined,
};

function tagText(key: string, value: string): string {
  return searchText({ ...NOTHING, tags: new Map([[key, value]]) });
}

it('asks for everything at once, of one span', () => {
  const search = {
    service: 'shop',
    operation: 'GET "/"',
    tags: new Map([['error', 'true']]),
    minDurationNs: 1_500_000n,
    maxDurationNs: 2_000_000_000n,
  };
  expect(searchText(search)).toBe(
    '{ resource.service.name = "shop" && name = "GET \\"/\\"" && duration >= 1.5ms && ' +
      'duration <= 2s && status = error }',
  );
  expect(searchText(NOTHING)).toBe('{ }');
});

it.each([
  ['error', 'false', '{ status != error }'],
  ['span.kind', 'server', '{ kind = server }'],
  ['span.kind', 'nonsense', '{ false }'],
  ['otel.status_code', 'OK', '{ status = ok }'],
  ['span.status', 'nonsense', '{ false }'],
  ['otel.library.name', 'x', '{ instrumentation:name = "x" }'],
  ['resource.a', '5', '{ (resource.a = "5" || resource.a = 5) }'],
])('knows the tag %s=%s', (key, value, text) => {
  expect(tagText(key, value)).toBe(text);
});

it.each([
  ['a"b', '"'],
  ['a b}', '} || {'],
  ['', ''],
  ['resource.', 'x'],
  ['x', '007'],
  ['x', '-0'],
  ['x', '1e5'],
  ['x', '99999999999999999999'],
])('makes a query of any text: %s=%s', (key, value) => {
  expect(() =>
    searchQuery({ ...NOTHING, tags: new Map([[key, value]]), service: value, operation: key }),
  ).not.toThrow();
});
