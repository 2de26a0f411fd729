// Cohorts over the real store: a difference that is known is found, and what is the same on both sides is not.

import type { CohortsAnswer } from '@throughline/model/api/cohorts';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const TEMPLATE = '/api/v1/compare/cohorts';
const NOW_MS = Date.UTC(2026, 0, 31, 12);
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;
const SERVER = 2;
/** More than are looked at of one side. */
const SPANS = 60_000;
const SLOW_EVERY = 10;

let store: SpanStore;
let app: AppInstance;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** Every tenth is slow: those are of region eu and version 2, and nothing else sets them apart. */
function spanOf(at: number) {
  const isSlow = at % SLOW_EVERY === 0;
  const startNs = NOW_NS - BigInt(at + 1) * 10_000_000n;
  const durationNs = isSlow ? 2_000_000_000n : 20_000_000n;
  return {
    version: isSlow ? '2' : '1',
    span: {
      traceId: (at + 1).toString(16).padStart(32, '0'),
      spanId: (at + 1).toString(16).padStart(16, '0'),
      name: at % 7 === 0 ? 'GET /cart' : 'GET /',
      kind: SERVER,
      startTimeUnixNano: String(startNs),
      endTimeUnixNano: String(startNs + durationNs),
      attributes: [
        text('region', isSlow || at % 4 === 1 ? 'eu' : 'us'),
        text('request.id', `request-${at}`),
        { key: 'items', value: { intValue: at % 3 } },
        ...(isSlow ? [text('cache.missed', `key-${at}`)] : []),
      ],
    },
  };
}

beforeAll(async () => {
  store = await openTestStore();
  const PER_REQUEST = 10_000;
  for (let from = 0; from < SPANS; from += PER_REQUEST) {
    const spans = Array.from({ length: PER_REQUEST }, (_, at) => spanOf(from + at));
    const resourceSpans = ['1', '2'].map((version) => ({
      resource: { attributes: [text('service.name', 'shop'), text('service.version', version)] },
      scopeSpans: [
        { spans: spans.filter((one) => one.version === version).map(({ span }) => span) },
      ],
    }));
    await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, NOW_MS));
  }
  await store.drained();
  app = await createTestApp({ store, nowNs: () => NOW_NS });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function cohorts(parameters: Readonly<Record<string, string>>): Promise<CohortsAnswer> {
  const url = `${TEMPLATE}?${new URLSearchParams(parameters)}`;
  const response = await app.inject({ url });
  await expectMatchesOpenApi(app, TEMPLATE, response);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

function told({ fields }: CohortsAnswer) {
  return fields.map(({ field, values: [first] }) => [field, first?.value]);
}

describe('slow spans against the others', () => {
  it('finds what sets them apart, the largest difference first, over a sample of each side', async () => {
    const answer = await cohorts({ selection: '{ duration > 1s }' });
    expect(answer.incomplete).toBeUndefined();
    expect(told(answer)).toEqual([
      ['resource.service.version', '2'],
      ['span.cache.missed', expect.any(String)],
      ['span.region', 'eu'],
    ]);
    const { selection, baseline, fields, asked } = answer;
    expect([selection.spans, selection.isExact, selection.sampledSpans]).toEqual([
      6000,
      true,
      6000,
    ]);
    expect([baseline.spans, baseline.isExact]).toEqual([54_000, true]);
    // One of three, by a hash: some 18,000.
    expect(Math.abs(baseline.sampledSpans - 18_000)).toBeLessThan(1_000);
    expect(asked).toEqual(['duration']);
    expect(fields[0]).toMatchObject({ effect: 1, selectionShare: 1, baselineShare: 1 });
    expect(fields[0]?.values[0]).toMatchObject({
      ...{ condition: 'resource.service.version = "2"', selection: 6000, baseline: 0 },
      ...{ selectionShare: 1, baselineShare: 0, effect: 1 },
    });
    // Its values are too many to tell, but all of the selection and none of the others has it.
    expect(fields[1]).toMatchObject({ effect: 1, selection: 6000, baseline: 0 });
    const region = fields[2]?.values[0];
    expect(region?.selectionShare).toBe(1);
    expect(region?.baselineShare).toBeCloseTo(5 / 18, 1);
  });

  it('holds them against a baseline that is named', async () => {
    const answer = await cohorts({
      selection: '{ resource.service.version = "2" }',
      baseline: '{ resource.service.version = "1" && name = "GET /cart" }',
    });
    expect([answer.selection.spans, answer.baseline.spans]).toEqual([6000, 7714]);
    expect(told(answer)[0]?.[0]).toBe('span.cache.missed');
    expect(answer.fields.map(({ field }) => field)).toContain('name');
    expect(answer.asked).toEqual(['resource.service.version']);
  });

  it('takes only the time of the selection for the selection', async () => {
    const answer = await cohorts({
      q: '{ duration > 1s }',
      selection: '{ }',
      selectionStart: new Date(NOW_MS - 60_000).toISOString(),
      selectionEnd: new Date(NOW_MS).toISOString(),
    });
    expect([answer.selection.spans, answer.baseline.spans]).toEqual([600, 5400]);
    expect(answer.fields).toEqual([]);
  });
});

it('knows the spans of a query that takes whole traces', async () => {
  const answer = await cohorts({
    q: '{ .region = "eu" } | count() > 0',
    ...{ selection: '{ duration > 1s }', start: new Date(NOW_MS - 20_000).toISOString() },
  });
  expect([answer.selection.spans, answer.selection.isExact]).toEqual([200, true]);
  expect(told(answer)[0]).toEqual(['resource.service.version', '2']);
});

it('says so when there is nothing to compare', async () => {
  const answer = await cohorts({ selection: '{ name = "never" }' });
  expect([answer.selection.spans, answer.fields]).toEqual([0, []]);
});

it.each([
  [{ selection: '{ duration > }' }, 'INVALID_QUERY', 'selection'],
  [{ selection: '{ } | count() > 1' }, 'INVALID_QUERY', 'selection'],
  [{ selection: '{ }', baseline: '{ } >> { }' }, 'INVALID_QUERY', 'baseline'],
  [{ selection: '{ }', q: '{ } | rate()' }, 'INVALID_QUERY', 'q'],
  [{ selection: '{ }', selectionStart: 'soon' }, 'INVALID_PARAMETER', 'selectionStart'],
  [{ selection: '{ }', start: 'now', end: 'now-1h' }, 'INVALID_PARAMETER', 'start'],
])('refuses %o', async (parameters, code, field) => {
  const response = await app.inject({ url: `${TEMPLATE}?${new URLSearchParams(parameters)}` });
  await expectMatchesOpenApi(app, TEMPLATE, response);
  expect(response.statusCode).toBe(400);
  expect(response.json().error).toMatchObject({ code, field });
});
