// Series and checks of queries over HTTP: parameters, answers, refusals that show the place.

import type { TraceqlMetrics } from '@throughline/storage/contract/traceql-store';
import { print } from '@throughline/traceql/syntax/print';
import { describe, expect, it } from 'vitest';
import {
  createTestApp,
  TEST_NOW_NS,
  TEST_QUERY_LIMITS,
  traceqlWith,
} from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const MINUTE_NS = 60_000_000_000n;
const STATISTICS = { inspectedTraces: 1, inspectedSpans: 2, inspectedBytes: 3 };
const METRICS = '/api/v1/metrics/query';
const parameters = (values: Record<string, string>) => new URLSearchParams(values).toString();

async function appWithSeries() {
  const asked: TraceqlMetrics[] = [];
  const app = await createTestApp({
    answers: {
      traceql: traceqlWith({
        metrics: async (request) => {
          asked.push(request);
          const values = new Float64Array(request.grid.intervalCount).fill(Number.NaN);
          values[0] = 1.5;
          return {
            series: [
              {
                labels: [['resource.service.name', { type: 'string', value: 'cart' }]],
                values,
                exemplars: [
                  {
                    traceId: 'ab'.repeat(16),
                    spanId: 'cd'.repeat(8),
                    timestampMs: Number(TEST_NOW_NS / 1_000_000n),
                    value: Number.POSITIVE_INFINITY,
                    labels: [['p', { type: 'float', value: 0.5 }]],
                  },
                ],
              },
            ],
            incomplete: { limit: 'series', message: 'there are more than 1 series' },
            statistics: STATISTICS,
          };
        },
      }),
    },
  });
  return { app, asked };
}

describe('GET /api/v1/metrics/query', () => {
  const q = '{ } | rate() by(resource.service.name)';

  it('answers with series over a grid of times, null where there is nothing', async () => {
    const { app, asked } = await appWithSeries();
    const range = { start: 'now-2m', end: 'now', step: '1m', exemplars: '5', maxSeries: '1' };
    const response = await app.inject(`${METRICS}?${parameters({ q, ...range })}`);
    await expectMatchesOpenApi(app, METRICS, response);
    const startMs = Number(TEST_NOW_NS / 1_000_000n) - 120_000;
    expect(response.json()).toEqual({
      query: q,
      // One step more at the beginning, so that the first point asked for is there.
      timesMs: [startMs, startMs + 60_000, startMs + 120_000],
      stepNano: String(MINUTE_NS),
      series: [
        {
          labels: [{ name: 'resource.service.name', type: 'string', value: 'cart' }],
          values: [1.5, null, null],
          exemplars: [
            {
              traceId: 'ab'.repeat(16),
              spanId: 'cd'.repeat(8),
              timestampMs: Number(TEST_NOW_NS / 1_000_000n),
              value: null,
              labels: [{ name: 'p', type: 'float', value: 0.5 }],
            },
          ],
        },
      ],
      incomplete: { limit: 'series', message: 'there are more than 1 series' },
      statistics: STATISTICS,
    });
    expect(asked[0]).toMatchObject({ exemplars: 5, maxSeries: 1, limits: TEST_QUERY_LIMITS });
    expect(asked.map(({ query }) => print(query))).toEqual([q]);
  });

  it('is about the last hour in about 240 steps unless told otherwise', async () => {
    const { app, asked } = await appWithSeries();
    await app.inject(`${METRICS}?${parameters({ q })}`);
    expect(asked[0]?.grid).toMatchObject({ stepNs: 15_000_000_000n, intervalCount: 241 });
    expect(asked[0]?.exemplars).toBe(0);
    await app.inject(`${METRICS}?${parameters({ q, instant: 'true', start: 'now-5m' })}`);
    expect(asked[1]?.grid).toEqual({
      startNs: TEST_NOW_NS - 5n * MINUTE_NS,
      endNs: TEST_NOW_NS,
      stepNs: 5n * MINUTE_NS,
      intervalCount: 1,
      isInstant: true,
    });
  });

  it.each([
    [{ q, step: '0s' }, 'step', 'longer than nothing'],
    [{ q, step: '1ms' }, 'step', 'at most 11000 steps'],
    [{ q, start: 'now', end: 'now' }, 'start', 'before end'],
    [{ q, exemplars: '101' }, 'exemplars', '<= 100'],
  ])('refuses %j', async (values, field, message) => {
    const { app, asked } = await appWithSeries();
    const response = await app.inject(`${METRICS}?${parameters(values)}`);
    await expectMatchesOpenApi(app, METRICS, response);
    expect(response.json().error).toMatchObject({ code: 'INVALID_PARAMETER', field });
    expect(response.json().error.message).toContain(message);
    expect(asked).toEqual([]);
  });

  it('refuses a query for traces', async () => {
    const { app } = await appWithSeries();
    const response = await app.inject(`${METRICS}?${parameters({ q: '{ }' })}`);
    expect(response.json().error).toMatchObject({ code: 'INVALID_QUERY', place: { end: 3 } });
    expect(response.json().error.message).toContain('add "| rate()"');
  });
});

describe('POST /api/v1/traceql/check', () => {
  async function check(text: string) {
    const app = await createTestApp();
    const url = '/api/v1/traceql/check';
    const response = await app.inject({ method: 'POST', url, payload: { q: text } });
    await expectMatchesOpenApi(app, url, response, 'post');
    return response.json();
  }

  it('tells a query in canonical form, what it answers with and speaks of', async () => {
    expect(await check('{span:name="a"&&.b>1}|rate()by(kind)')).toEqual({
      ok: true,
      query: '{ name = "a" && .b > 1 } | rate() by(kind)',
      answers: 'series',
      fields: ['name', '.b', 'kind'],
    });
    expect(await check('{ }')).toMatchObject({ ok: true, answers: 'traces', fields: [] });
  });

  it('tells what is wrong, where, and what may be meant', async () => {
    expect(await check('{ }\n| cuont() > 1')).toEqual({
      ok: false,
      error: {
        message:
          'parse error at line 2, col 3: syntax error: unexpected cuont, ' +
          'expecting "{", "(" or an aggregate. Did you mean "count"?',
        place: {
          line: 2,
          column: 3,
          start: 6,
          end: 11,
          rendered: '2 | | cuont() > 1\n  |   ^^^^^',
          suggestions: ['count'],
        },
      },
    });
  });
});
