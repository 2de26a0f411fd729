import { print } from '@throughline/traceql/syntax/print';
import { expect, it } from 'vitest';
import { searchParameters, toSearch } from './search-request.ts';
import { urlParameters } from './url-parameters.ts';

function searchOf(parameters: Record<string, string>) {
  const url = `/api/search?${new URLSearchParams(parameters)}`;
  const { query, ...rest } = toSearch(searchParameters(urlParameters(url)));
  return { q: print(query), ...rest };
}

it('has the defaults of Tempo, newest first', () => {
  expect(searchOf({})).toEqual({
    q: '{ }',
    range: {},
    order: 'start',
    limit: 20,
    spansPerSpanset: 3,
  });
});

it('reads what Grafana sends', () => {
  expect(
    searchOf({ q: '{status=error}', limit: '5', spss: '10', start: '100', end: '200' }),
  ).toEqual({
    q: '{ status = error }',
    range: { startNs: 100_000_000_000n, endNs: 200_000_000_001n },
    order: 'start',
    limit: 5,
    spansPerSpanset: 10,
  });
});

it('takes zero spans for the default, and tags for a query', () => {
  expect(searchOf({ spss: '0' }).spansPerSpanset).toBe(3);
  expect(searchOf({ tags: 'region=eu', minDuration: '1.5s', maxDuration: '2s' }).q).toBe(
    '{ .region = "eu" } && { traceDuration >= 1.5s && traceDuration <= 2s }',
  );
});

it('takes unknown parameters for tags, but only where nothing else says what is asked for', () => {
  expect(searchOf({ region: 'eu', limit: '3', empty: '' }).q).toBe('{ .region = "eu" }');
  expect(searchOf({ region: 'eu', start: '1', end: '2' }).q).toBe('{ }');
});

it.each([
  [{ q: '{}', tags: 'a=b' }, "invalid request: can't specify tags and q in the same query"],
  [{ limit: '0' }, 'invalid limit: must be a positive number'],
  [{ limit: 'x' }, 'invalid limit: strconv.ParseUint: parsing "x": invalid syntax'],
  [{ limit: '262145' }, 'limit 262145 exceeds max limit 262144'],
  [{ spss: '101' }, 'spans per span set exceeds 100. received 101'],
  [{ minDuration: '5' }, 'invalid minDuration: time: missing unit in duration "5"'],
  [
    { minDuration: '5s', maxDuration: '1s' },
    'invalid maxDuration: must be greater than minDuration',
  ],
  [{ start: '20', end: '10' }, 'http parameter start must be before end. received start=20 end=10'],
  [{ end: '10', start: '10' }, 'received start=10 end=10'],
  [
    { start: '1', end: '604802' },
    'range specified by start and end exceeds 168h0m0s. received start=1 end=604802',
  ],
  [
    { q: '{ .a = }' },
    'invalid TraceQL query: parse error at line 1, col 8: syntax error: unexpected "}"',
  ],
  [{ q: '{} | rate()' }, 'invalid TraceQL query: a metrics query answers with series'],
  [{ q: '{ 1 = "a" }' }, 'invalid TraceQL query: binary operations must operate on the same type'],
  [{ q: `{ name = "${'x'.repeat(131_072)}" }` }, 'exceeds the configured maximum size of 131072'],
])('refuses %o', (parameters, message) => {
  expect(() => searchOf(parameters as Record<string, string>)).toThrow(message);
});
