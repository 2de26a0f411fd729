// Queries to plain data: attributes, cursors, and refusals that name the parameter.

import { SearchQuery } from '@throughline/model/api/search';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { print } from '@throughline/traceql/syntax/print';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../http/errors.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { parseAttribute } from './parse-attribute.ts';
import { parseSearch } from './parse-search.ts';

const NOW = 1_769_860_800_000_000_000n;

function refusal(query: SearchQuery): ApiError {
  try {
    parseSearch(query, NOW);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const PAGE = { order: 'start', limit: 20, spansPerSpanset: 3, countAll: false };

describe('parseSearch', () => {
  it('asks for the newest traces when nothing is said', () => {
    const { query, ...rest } = parseSearch({}, NOW);
    expect(print(query)).toBe('{ }');
    expect(rest).toEqual({ source: undefined, range: {}, page: PAGE });
  });

  it('turns every parameter into a query, a range and a page', () => {
    const after = { value: 5n, traceId: 'ab'.repeat(16) };
    const parameters = {
      service: 'cart',
      operation: 'GET /cart',
      attribute: ['http.route=/a=b', 'resource.k8s.pod=x', 'scope.name=', 'span.n=1'],
      status: 'error' as const,
      minDuration: '1s',
      maxDuration: '2s',
      minSpanDuration: '1ms',
      maxSpanDuration: '1ms',
      start: 'now-1h',
      end: 'now',
      limit: 7,
      order: 'errors' as const,
      spansPerSpanset: 1,
      countAll: true,
      cursor: encodeCursor('errors', after),
    };
    const { query, ...rest } = parseSearch(parameters, NOW);
    expect(print(query)).toBe(
      '{ resource.service.name = "cart" && name = "GET /cart" && status = error' +
        ' && duration >= 1ms && duration <= 1ms && traceDuration >= 1s && traceDuration <= 2s' +
        ' && .http.route = "/a=b" && resource.k8s.pod = "x" && instrumentation.name = ""' +
        ' && (span.n = "1" || span.n = 1) }',
    );
    expect(rest).toEqual({
      source: undefined,
      range: { startNs: NOW - 3_600_000_000_000n, endNs: NOW },
      page: { order: 'errors', limit: 7, spansPerSpanset: 1, countAll: true, after },
    });
    const known = Object.keys({ ...parameters, q: '' }).toSorted();
    expect(known).toEqual(Object.keys(SearchQuery.properties).toSorted());
  });

  it('makes queries that the language takes, whatever is typed', () => {
    const text = fc.string({ unit: 'grapheme' });
    const attribute = fc.array(fc.tuple(fc.string({ minLength: 1 }), text));
    fc.assert(
      fc.property(text, text, attribute, (service, operation, pairs) => {
        const texts = pairs
          .map(([key, value]) => `${key}=${value}`)
          .filter((pair) => parseAttribute(pair) !== undefined);
        const { query } = parseSearch({ service, operation, attribute: texts }, NOW);
        expect(print(parseAndCheck(print(query)))).toBe(print(query));
      }),
    );
  });

  it('reads the value of an attribute as everything that it may be', () => {
    const written = (value: string) => print(parseSearch({ attribute: [`k=${value}`] }, NOW).query);
    expect(written('500')).toBe('{ .k = "500" || .k = 500 }');
    expect(written('2.5')).toBe('{ .k = "2.5" || .k = 2.5 }');
    expect(written('true')).toBe('{ .k = "true" || .k = true }');
    expect(written('9223372036854775808')).toMatch(/\.k = 9223372036854776000\.0/);
    expect(written('1e999')).toBe('{ .k = "1e999" }');
    expect(written('0x1f')).toBe('{ .k = "0x1f" }');
  });

  it('finds services without a name under the name that stands for them', () => {
    expect(print(parseSearch({ service: 'unknown_service' }, NOW).query)).toBe(
      '{ resource.service.name = "unknown_service" || !(resource.service.name != "") }',
    );
  });

  it('takes a query as it is, with a range', () => {
    const q = '{status=error}|count()>2';
    const { source, query, range } = parseSearch({ q, end: 'now' }, NOW);
    expect([source, print(query), range]).toEqual([
      q,
      '{ status = error } | count() > 2',
      { endNs: NOW },
    ]);
  });

  it('refuses a query beside parameters, and says how they are written', () => {
    expect(refusal({ q: '{ }', service: 'cart', minDuration: '1s' })).toMatchObject({
      code: 'INVALID_PARAMETER',
      field: 'service',
      message:
        'service, minDuration: not together with q; write it into the query: ' +
        '{ resource.service.name = "cart" && traceDuration >= 1s }',
    });
  });

  it('shows where a query is wrong', () => {
    expect(refusal({ q: '{ duratoin > 1s }' })).toMatchObject({
      code: 'INVALID_QUERY',
      field: 'q',
      place: {
        line: 1,
        column: 3,
        start: 2,
        end: 10,
        rendered: '1 | { duratoin > 1s }\n  |   ^^^^^^^^',
        suggestions: ['duration'],
      },
    });
    const metrics = refusal({ q: '{ } | rate()' });
    expect(metrics).toMatchObject({ code: 'INVALID_QUERY', place: { start: 0, end: 12 } });
    expect(metrics.message).toContain('ask /api/v1/metrics/query');
  });

  it('names the parameter, shows the value and says what is right', () => {
    expect(refusal({ minDuration: 'long' })).toMatchObject({
      code: 'INVALID_PARAMETER',
      field: 'minDuration',
      message:
        'minDuration: "long" is not valid; expected a number with a unit (ns, us, ms, s, m, h), ' +
        'such as 1.5s',
    });
    expect(refusal({ start: 'soon' }).field).toBe('start');
    expect(refusal({ attribute: ['http.route'] }).message).toContain('"http.route" is not valid');
    expect(refusal({ cursor: 'x' })).toMatchObject({ code: 'INVALID_CURSOR', field: 'cursor' });
  });

  it('refuses bounds that exclude everything', () => {
    expect(refusal({ minDuration: '2s', maxDuration: '1s' }).message).toBe(
      'minDuration: "2s" is not valid; expected no more than maxDuration, which is 1s',
    );
    expect(refusal({ minSpanDuration: '2s', maxSpanDuration: '1s' }).field).toBe('minSpanDuration');
    expect(refusal({ start: 'now', end: 'now-1s' }).field).toBe('start');
  });
});

describe('parseAttribute', () => {
  it('needs a key', () => {
    for (const wrong of ['', '=x', 'x', 'span.=x']) expect(parseAttribute(wrong)).toBeUndefined();
  });
});

describe('the cursor', () => {
  it('comes back equal', () => {
    const traceId = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const order = fc.constantFrom('start', 'duration', 'spans', 'errors');
    const value = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(order, value, traceId, (by, at, bytes) => {
        const position = { value: at, traceId: Buffer.from(bytes).toString('hex') };
        expect(decodeCursor(by, encodeCursor(by, position))).toEqual(position);
      }),
    );
  });

  it('is refused when altered, foreign, of another order or from another version', () => {
    const id = 'ab'.repeat(16);
    const good = encodeCursor('start', { value: 5n, traceId: id });
    const texts = [`1:5:${id}`, `3:start:5:${id}`, `2:start:05:${id}`, `2:duration:5:${id}`];
    const others = texts.map((text) => Buffer.from(text).toString('base64url'));
    for (const wrong of ['', `${good}=`, good.slice(1), ...others, 'x'.repeat(10_000)]) {
      expect(decodeCursor('start', wrong)).toBeUndefined();
    }
    expect(decodeCursor('duration', good)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor('start', text)));
  });
});
