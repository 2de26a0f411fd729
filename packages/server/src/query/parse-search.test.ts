// Queries to plain data: attributes, cursors, and refusals that name the parameter.

import { SearchQuery } from '@throughline/model/api/search';
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

describe('parseSearch', () => {
  it('asks for the newest traces when nothing is said', () => {
    expect(parseSearch({}, NOW)).toEqual({ attributes: [], limit: 20 });
  });

  it('turns every parameter into what the store works with', () => {
    const cursor = { startNs: 5n, traceId: 'ab'.repeat(16) };
    const query = {
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
      cursor: encodeCursor(cursor),
    };
    expect(parseSearch(query, NOW)).toEqual({
      service: 'cart',
      operation: 'GET /cart',
      attributes: [
        { scope: 'any', key: 'http.route', value: '/a=b' },
        { scope: 'resource', key: 'k8s.pod', value: 'x' },
        { scope: 'scope', key: 'name', value: '' },
        { scope: 'span', key: 'n', value: '1' },
      ],
      status: 'error',
      minTraceDurationNs: 1_000_000_000n,
      maxTraceDurationNs: 2_000_000_000n,
      minSpanDurationNs: 1_000_000n,
      maxSpanDurationNs: 1_000_000n,
      startNs: NOW - 3_600_000_000_000n,
      endNs: NOW,
      limit: 7,
      cursor,
    });
    expect(Object.keys(query).toSorted()).toEqual(Object.keys(SearchQuery.properties).toSorted());
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
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), traceId, (startNs, bytes) => {
        const cursor = { startNs, traceId: Buffer.from(bytes).toString('hex') };
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  it('is refused when altered, foreign or from another version', () => {
    const good = encodeCursor({ startNs: 5n, traceId: 'ab'.repeat(16) });
    const other = Buffer.from(`2:5:${'ab'.repeat(16)}`).toString('base64url');
    for (const wrong of ['', `${good}=`, good.slice(1), other, 'x'.repeat(10_000)]) {
      expect(decodeCursor(wrong)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text)));
  });
});
