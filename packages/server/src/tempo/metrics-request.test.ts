import { parseAndCheck } from '@throughline/traceql/check/check';
import { expect, it } from 'vitest';
import { metricsParameters, toInstantMetrics, toRangeMetrics } from './metrics-request.ts';
import { urlParameters } from './url-parameters.ts';

const NOW_NS = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000n;

function parametersOf(parameters: Record<string, string>) {
  const url = `/api/metrics/query_range?${new URLSearchParams({ q: '{} | rate()', ...parameters })}`;
  return metricsParameters(urlParameters(url), NOW_NS);
}

it('covers the last hour by default, in a round step', () => {
  const { grid, exemplars, maxSeries } = toRangeMetrics(parametersOf({}));
  expect(grid).toMatchObject({ endNs: NOW_NS + 10n * SECOND, stepNs: 15n * SECOND });
  expect(grid.intervalCount).toBe(242);
  expect({ exemplars, maxSeries }).toEqual({ exemplars: 100, maxSeries: 1000 });
});

it.each([
  ['1600000000', 1_600_000_000n * SECOND],
  ['1600000000123456789', 1_600_000_000_123_456_789n],
  ['1600000000.25', 1_600_000_000n * SECOND + SECOND / 4n],
  ['2020-09-13T12:26:40.5Z', 1_600_000_000n * SECOND + SECOND / 2n],
])('reads the time %s', (start, startNs) => {
  expect(parametersOf({ start, end: '1600000100' }).start).toBe(startNs);
});

it('counts "since" back from the end, or from now where the end is to come', () => {
  expect(parametersOf({ since: '10m', end: '1600000000' }).start).toBe(1_599_999_400n * SECOND);
  expect(parametersOf({ since: '10m', end: '1800000000' }).start).toBe(NOW_NS - 600n * SECOND);
});

it.each([
  ['30', 30n * SECOND],
  ['0.5', SECOND / 2n],
  ['1m30s', 90n * SECOND],
])('reads the step %s', (step, stepNs) => {
  expect(toRangeMetrics(parametersOf({ step })).grid.stepNs).toBe(stepNs);
});

it('asks for no more exemplars and series than Tempo gives, and looks at the hint', () => {
  const exemplarsOf = (parameters: Record<string, string>) =>
    toRangeMetrics(parametersOf(parameters)).exemplars;
  expect(exemplarsOf({ exemplars: '7' })).toBe(7);
  expect(exemplarsOf({ exemplars: '5000' })).toBe(100);
  expect(exemplarsOf({ q: '{} | rate() with (exemplars=12)' })).toBe(12);
  expect(exemplarsOf({ q: '{} | rate() with (exemplars=false)' })).toBe(0);
  expect(exemplarsOf({ q: '{} | rate() with (exemplars=12)', exemplars: '3' })).toBe(3);
  expect(toRangeMetrics(parametersOf({ maxSeries: '5' })).maxSeries).toBe(5);
  expect(toRangeMetrics(parametersOf({ maxSeries: '5000' })).maxSeries).toBe(1000);
});

it('has one interval for an instant, and no exemplars', () => {
  const asked = toInstantMetrics(parametersOf({ start: '1600000000', end: '1600000060' }));
  expect(asked).toEqual({
    query: parseAndCheck('{} | rate()'),
    grid: {
      startNs: 1_600_000_000n * SECOND,
      endNs: 1_600_000_060n * SECOND,
      stepNs: 60n * SECOND,
      intervalCount: 1,
      isInstant: true,
    },
    exemplars: 0,
    maxSeries: 1000,
  });
});

it.each([
  [{ start: '20', end: '10' }, 'end must be greater than start'],
  [
    { start: '1600000000', end: '1600086401' },
    'metrics query time range exceeds the maximum allowed duration of 24h0m0s',
  ],
  [
    { start: '1600000000', end: '1600003600', step: '100ms' },
    'step of 100ms is too small, minimum step for given range is 360ms',
  ],
  [{ step: 'soon' }, 'cannot parse "soon" to a valid duration'],
  [{ step: '-1s' }, 'cannot parse "-1s": step must be positive'],
  [{ step: '0' }, 'step must be greater than 0'],
  [{ start: 'then' }, `could not parse 'start' parameter: strconv.ParseInt: parsing "then"`],
  [{ since: 'ever' }, `could not parse 'since' parameter: not a valid duration string: "ever"`],
  [{ q: '{ status = error }' }, 'invalid TraceQL query: not a metrics query'],
  [{ q: '{} | rate() by' }, 'invalid TraceQL query: parse error at line 1, col 15: syntax error'],
])('refuses %o', (parameters, message) => {
  expect(() => toRangeMetrics(parametersOf(parameters as Record<string, string>))).toThrow(message);
});
