// Names and values over the real store: all of them from the catalogue, narrowed ones from spans.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { narrowingFilter } from '@throughline/traceql/complete/narrowing-filter';
import { printValue } from '@throughline/traceql/syntax/print-value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpanStore } from '../contract/span-store.ts';
import type { NamesRequest, ValuesRequest } from '../contract/traceql-store.ts';
import { openTestStore } from '../testing/open-test-store.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;
const DAY_MS = 86_400_000;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const int = (key: string, intValue: string) => ({ key, value: { intValue } });

interface Sketch {
  readonly service: string;
  readonly name: string;
  readonly attributes: readonly unknown[];
  readonly parent?: boolean;
  readonly [field: string]: unknown;
}

let spans = 0;

function messageOf(sketches: readonly Sketch[], startMs: number) {
  return {
    resourceSpans: sketches.map(({ service, parent = false, ...span }) => ({
      resource: { attributes: [text('service.name', service), text('host.name', 'node-1')] },
      scopeSpans: [
        {
          scope: { name: 'hand', version: '1.0' },
          spans: [
            {
              traceId: '1'.padStart(32, '0'),
              spanId: (++spans).toString(16).padStart(16, '0'),
              parentSpanId: parent ? 'f'.repeat(16) : '',
              startTimeUnixNano: String(BigInt(startMs) * 1_000_000n),
              ...span,
            },
          ],
        },
      ],
    })),
  };
}

let store: SpanStore;

async function append(sketches: readonly Sketch[], ms: number): Promise<void> {
  await store.append(1, (batch) => decodeTracesJson(messageOf(sketches, ms), batch, ms));
}

beforeAll(async () => {
  store = await openTestStore();
  await append(
    [
      {
        service: 'gateway',
        name: 'GET /cart',
        kind: 2,
        attributes: [text('http.route', '/cart'), int('http.status', '200'), text('user', 'ada')],
      },
      {
        service: 'gateway',
        name: 'GET /pay',
        kind: 2,
        attributes: [text('http.route', '/pay'), int('http.status', '500')],
        status: { code: 2, message: 'too late' },
        events: [{ name: 'exception', attributes: [text('exception.type', 'Timeout')] }],
      },
      {
        service: 'cart',
        name: 'SELECT',
        kind: 3,
        parent: true,
        attributes: [
          text('db.system', 'postgresql'),
          { key: 'db.cached', value: { boolValue: true } },
          text('http.route', '200'),
        ],
      },
      { service: 'cart', name: 'SELECT', kind: 3, parent: true, attributes: [] },
    ],
    NOW_MS,
  );
  await append(
    [{ service: 'old', name: 'old', attributes: [text('Old.key', 'x')] }],
    NOW_MS - 3 * DAY_MS,
  );
  await store.drained();
});

afterAll(() => store.close(0));

const RANGE = { startNs: NOW_NS - 3_600_000_000_000n, endNs: NOW_NS + 1n };

async function names(request: Partial<NamesRequest>, query = '') {
  const narrowedBy = narrowingFilter(query);
  const answer = await store.traceql.attributeNames({
    scope: 'any',
    range: RANGE,
    limit: 100,
    ...request,
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
  });
  return answer.items.map(({ scope, name, count }) => `${scope}.${name} × ${count}`);
}

async function values(field: string, request: Partial<ValuesRequest> = {}, query = '') {
  const narrowedBy = narrowingFilter(query);
  const answer = await store.traceql.attributeValues({
    field,
    range: RANGE,
    limit: 100,
    ...request,
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
  });
  return answer.items.map(({ value, count }) => {
    return `${'items' in value || value.type === 'other' ? '' : printValue(value)} × ${count}`;
  });
}

/** On a machine that is too busy to find spans while somebody types, the answer is not narrowed. */
const eventually = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 30_000 });

describe('names', () => {
  it('come most frequent first, with their scope', async () => {
    expect(await names({})).toEqual([
      'resource.host.name × 4',
      'resource.service.name × 4',
      'span.http.route × 3',
      'span.http.status × 2',
      'span.db.cached × 1',
      'span.db.system × 1',
      'event.exception.type × 1',
      'span.user × 1',
    ]);
  });

  it('are of one scope, and begin as asked', async () => {
    expect(await names({ scope: 'event' })).toEqual(['event.exception.type × 1']);
    expect(await names({ scope: 'link' })).toEqual([]);
    expect(await names({ prefix: 'HTTP.s' })).toEqual(['span.http.status × 2']);
    expect(await names({ range: {}, prefix: 'old' })).toEqual(['span.Old.key × 1']);
  });

  it('are of the spans that the query takes', async () => {
    const query = '{ resource.service.name = "cart" && .';
    await eventually(() => names({ scope: 'span' }, query)).toEqual([
      'span.db.cached × 1',
      'span.db.system × 1',
      'span.http.route × 1',
    ]);
    await eventually(() => names({}, '{ name = "nobody" }')).toEqual([]);
    await eventually(() => names({ scope: 'event' }, '{ status = error }')).toEqual([
      'event.exception.type × 1',
    ]);
  });

  it('say when there are more', async () => {
    const request = { scope: 'any', range: RANGE, limit: 2 } as const;
    const some = await store.traceql.attributeNames(request);
    expect([some.items.length, some.hasMore, some.isEstimate]).toEqual([2, true, false]);
    const all = await store.traceql.attributeNames({ ...request, limit: 8 });
    expect([all.items.length, all.hasMore]).toEqual([8, false]);
  });
});

describe('values', () => {
  it.each([
    ['.http.route', ['"/cart" × 1', '"/pay" × 1', '"200" × 1']],
    ['span.http.status', ['200 × 1', '500 × 1']],
    ['.db.cached', ['true × 1']],
    ['resource.service.name', ['"cart" × 2', '"gateway" × 2']],
    ['event.exception.type', ['"Timeout" × 1']],
    ['span.service.name', []],
    ['name', ['"SELECT" × 2', '"GET /cart" × 1', '"GET /pay" × 1']],
    ['status', ['unset × 3', 'error × 1', 'ok × 0']],
    ['rootName', ['"GET /cart" × 1', '"GET /pay" × 1']],
    ['trace:rootService', ['"gateway" × 2']],
    ['statusMessage', ['"too late" × 1']],
    ['event:name', ['"exception" × 1']],
    ['instrumentation:name', ['"hand" × 4']],
    ['instrumentation:version', ['"1.0" × 4']],
    ['duration', []],
    ['trace:id', []],
  ])('of %s', async (field, expected) => {
    expect((await values(field)).toSorted()).toEqual(expected.toSorted());
  });

  it('of a word are all that the language has', async () => {
    expect((await values('kind')).slice(0, 2).toSorted()).toEqual(['client × 2', 'server × 2']);
    expect(await values('kind')).toHaveLength(6);
    expect(await values('kind', { prefix: 'S' })).toEqual(['server × 2']);
  });

  it.each([
    ['.http.route', '{ .http.status = 500 && .http.route = ', ['"/pay" × 1']],
    ['name', '{ kind = client && name = "', ['"SELECT" × 2']],
    ['status', '{ .http.status >= 200 }', ['error × 1', 'unset × 1', 'ok × 0']],
    ['kind', '{ resource.service.name = "cart" }', ['client × 2']],
    ['resource.service.name', '{ .user != nil }', ['"gateway" × 1']],
    ['rootName', '{ status = error }', ['"GET /pay" × 1']],
    ['span.http.status', '{ .http.status = 200 }', ['200 × 1']],
  ])('of %s are narrowed by %s', async (field, query, expected) => {
    const first = async () => (await values(field, {}, query)).slice(0, expected.length);
    await eventually(first).toEqual(expected);
  });

  it('are exact where all spans were looked at', async () => {
    const request = { field: '.http.route', range: RANGE, limit: 10 };
    expect((await store.traceql.attributeValues(request)).isEstimate).toBe(false);
  });

  it('of what is no field are refused', async () => {
    await expect(values('nonsense')).rejects.toThrow('unknown identifier: nonsense');
    await expect(values('.a = 1')).rejects.toThrow('the end of the field');
  });
});
