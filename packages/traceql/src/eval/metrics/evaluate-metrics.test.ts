import { describe, expect, it } from 'vitest';
import { parseAndCheck } from '../../check/check.ts';
import { drawTraces, T0_NS } from '../testing/draw-traces.ts';
import { showSeries } from '../testing/show-series.ts';
import { evaluateMetrics } from './evaluate-metrics.ts';
import { instantGrid } from './time-grid.ts';

const TRACES = `
trace 1
  a 0..1000 @front .n=4
    b 1..501 @back .n=2 .f=0.5
    c 1000..1250 @back .n=8
trace 2
  a 1001..3001 @front .n=1 status=error
    b 2500..2600 @back .n="text"
trace 3
  a -1000..5 @front .n=100
`;

const SAMPLED = `
trace 1
  a 1..2 tracestate=ot~th:c
  b 1..2 tracestate=x~1,ot~rv:1;th:8 .n=3
  c 1..2
`;

describe('a metrics query', () => {
  it.each([
    ['{ } | rate()', ['__name__=rate: 1 2 1 1']],
    ['{ name = "b" } | count_over_time()', ['__name__=count_over_time: 0 1 0 1']],
    ['{ } | count_over_time() by(name)', ['name=a: 1 0 1 0', 'name=b: 0 1 0 1', 'name=c: 0 1 0 0']],
    [
      '{ name =~ "a|c" } | rate() by(resource.service.name, status)',
      [
        'resource.service.name=back status=unset: 0 1 0 0',
        'resource.service.name=front status=error: 0 0 1 0',
        'resource.service.name=front status=unset: 1 0 0 0',
      ],
    ],
    ['{ } | rate() by(span.f, .missing)', ['span.f=0.5: 0 1 0 0', 'span.f=nil: 1 1 1 1']],
    ['{ } | sum_over_time(.n)', ['__name__=sum_over_time: 4 10 1 -']],
    ['{ } | min_over_time(.n)', ['__name__=min_over_time: 4 2 1 -']],
    ['{ } | max_over_time(duration)', ['__name__=max_over_time: 1 0.5 2 0.1']],
    ['{ } | avg_over_time(.n) by(name)', ['name=a: 4 - 1 -', 'name=b: - 2 - -', 'name=c: - 8 - -']],
    ['{ } | sum_over_time(.missing)', []],
    ['{ .missing } | rate()', []],
    [
      '{ } | histogram_over_time(.n)',
      ['__bucket=2: 0 1 0 0', '__bucket=4: 1 0 0 0', '__bucket=8: 0 1 0 0'],
    ],
    [
      '{ name = "b" } | histogram_over_time(duration) by(name)',
      ['name=b __bucket=0.134217728: 0 0 0 1', 'name=b __bucket=0.536870912: 0 1 0 0'],
    ],
    ['{ } | quantile_over_time(.n, .5, 1)', ['p=0.5: 4 2 0 0', 'p=1: 4 8 0 0']],
  ])('%s', (query, expected) => {
    expect(showSeries(query, TRACES)).toEqual(expected);
  });

  it('reads a quantile between two powers of two', () => {
    const spans = Array.from({ length: 4 }, (_, n) => `  s 1..2 .n=${5 + n}`).join('\n');
    expect(showSeries('{ } | quantile_over_time(.n, 0.25, 0.5, 2)', `trace 1\n${spans}`)).toEqual([
      'p=0.25: 0 4.75683 0 0',
      'p=0.5: 0 5.65685 0 0',
      'p=2: 0 0 0 0',
    ]);
  });

  it('counts a span for those that sampling left out, when asked to', () => {
    expect(showSeries('{ } | rate()', SAMPLED)).toEqual(['__name__=rate: 0 3 0 0']);
    const extrapolated = '{ } | count_over_time() by(name) with (extrapolate=true)';
    expect(showSeries(extrapolated, SAMPLED)).toEqual([
      'name=a: 0 4 0 0',
      'name=b: 0 2 0 0',
      'name=c: 0 1 0 0',
    ]);
    expect(showSeries('{ } | sum_over_time(.n) with (extrapolate=true)', SAMPLED)).toEqual([
      '__name__=sum_over_time: - 6 - -',
    ]);
  });

  it('has one value per series for an instant, both ends in it', () => {
    const grid = instantGrid(T0_NS, T0_NS + 1_000_000_000n);
    const series = evaluateMetrics(parseAndCheck('{ } | rate()'), drawTraces(TRACES), grid);
    expect(series.map(({ values }) => [...values])).toEqual([[3]]);
  });

  it('is not for traces', () => {
    expect(() => showSeries('{ }', TRACES)).toThrow('answers with traces');
  });
});

describe('second stages', () => {
  it.each([
    ['{ } | count_over_time() by(name) | topk(1)', ['name=a: 1 - 1 -', 'name=b: - 1 - 1']],
    ['{ } | count_over_time() by(name) | bottomk(1)', ['name=a: - 0 - -', 'name=c: 0 - 0 0']],
    [
      '{ } | count_over_time() by(name) > 0',
      ['name=a: 1 - 1 -', 'name=b: - 1 - 1', 'name=c: - 1 - -'],
    ],
    ['{ } | count_over_time() by(name) > 0 | topk(1)', ['name=a: 1 - 1 -', 'name=b: - 1 - 1']],
    ['{ } | max_over_time(duration) >= 1s', ['__name__=max_over_time: 1 - 2 -']],
    ['{ } | max_over_time(duration) != 1', ['__name__=max_over_time: - 0.5 2 0.1']],
    ['{ } | rate() > 100', []],
  ])('%s', (query, expected) => {
    expect(showSeries(query, TRACES)).toEqual(expected);
  });
});

describe('arithmetic', () => {
  it.each([
    ['({ } | rate()) * 2 + 1', ['__name__=rate: 3 5 3 3']],
    ['1 / ({ } | rate())', ['__name__=rate: 1 0.5 1 1']],
    ['({ name = "b" } | rate()) / ({ } | rate())', ['__name__=(rate / rate): 0 0.5 0 1']],
    [
      '({ } | rate()) / ({ name = "b" } | count_over_time())',
      ['__name__=(rate / count_over_time): - 2 - 1'],
    ],
    [
      '({ } | count_over_time() by(name)) - ({ name != "c" } | rate() by(name))',
      ['name=a: 0 0 0 0', 'name=b: 0 0 0 0'],
    ],
    [
      '({ } | count_over_time() by(name)) / ({ } | rate())',
      ['name=a: 1 0 1 0', 'name=b: 0 0.5 0 1', 'name=c: 0 0.5 0 0'],
    ],
    [
      '({ } | rate()) - ({ } | count_over_time() by(name))',
      ['name=a: 0 2 0 1', 'name=b: 1 1 1 0', 'name=c: 1 1 1 1'],
    ],
    ['({ } | rate() | topk(1)) + ({ } | rate()) > 3', ['__name__=(rate + rate): - 4 - -']],
  ])('%s', (query, expected) => {
    expect(showSeries(query, TRACES)).toEqual(expected);
  });
});

describe('compare', () => {
  const found = (query: string, word: string) =>
    showSeries(query, TRACES).filter((line) => line.includes(` ${word}=`));

  it('counts values of the selection and of the rest', () => {
    expect(found('{ } | compare({ name = "a" })', 'resource.service.name')).toEqual([
      '__meta_type=baseline resource.service.name=back: 0 2 0 1',
      '__meta_type=baseline_total resource.service.name=nil: 0 2 0 1',
      '__meta_type=selection resource.service.name=front: 1 0 1 0',
      '__meta_type=selection_total resource.service.name=nil: 1 0 1 0',
    ]);
  });

  it('tells the values that come up most, and that there were more', () => {
    expect(found('{ } | compare({ false }, 1)', 'name')).toEqual([
      '__meta_error=__too_many_values__ __meta_type=baseline name=nil: 0 0 0 0',
      '__meta_type=baseline name=a: 1 0 1 0',
      '__meta_type=baseline_total name=nil: 1 2 1 1',
    ]);
  });

  it('selects by time, too', () => {
    const window = `${T0_NS}, ${T0_NS + 1n}`;
    expect(found(`{ name = "a" } | compare({ }, 5, ${window})`, 'name')).toEqual([
      '__meta_type=baseline name=a: 0 0 1 0',
      '__meta_type=baseline_total name=nil: 0 0 1 0',
      '__meta_type=selection name=a: 1 0 0 0',
      '__meta_type=selection_total name=nil: 1 0 0 0',
    ]);
  });
});
