import { describe, expect, it } from 'vitest';
import { parseAndCheck } from '../../check/check.ts';
import { drawTraces, T0_NS } from '../testing/draw-traces.ts';
import { evaluateMetrics } from './evaluate-metrics.ts';
import { rangeGrid } from './time-grid.ts';

const SECOND_NS = 1_000_000_000n;
const GRID = rangeGrid(T0_NS, T0_NS + 3n * SECOND_NS, SECOND_NS);

const TRACES = `
trace 1
  a 0..1000 @front .n=4
    b 1..501 @back .n=2
trace 2
  a 1001..3001 @front .n=1
trace 3
  a 5..10 @front .n=100
trace 4
  b 6..7 @back
`;

/** Each as `trace/span@ms=value`, after what tells the series apart. */
function exemplars(query: string, limit = 100): string[] {
  return evaluateMetrics(parseAndCheck(query), drawTraces(TRACES), GRID, limit).flatMap((series) =>
    series.exemplars.map((one) => {
      const label = String(Object.values(series.labels[0]?.[1] ?? {})[1]);
      const ms = (one.startNs - T0_NS) / 1_000_000n;
      return `${label} ${Number(one.traceId)}/${Number(one.spanId)}@${ms}=${one.value}`;
    }),
  );
}

describe('exemplars', () => {
  it.each([
    ['{ } | rate()', ['rate 1/1@0=1', 'rate 3/4@5=3', 'rate 4/5@6=3', 'rate 2/3@1001=1']],
    [
      '{ } | sum_over_time(duration) by(name)',
      ['a 1/1@0=1', 'a 3/4@5=0.005', 'a 2/3@1001=2', 'b 4/5@6=0.001'],
    ],
    // The first that counts is the trace's; a trace without the attribute has none.
    ['{ name = "b" } | max_over_time(.n)', ['max_over_time 1/2@1=2']],
    ['{ } | histogram_over_time(.n)', ['128 3/4@5=100', '4 1/1@0=4']],
    ['{ } | quantile_over_time(.n, 0, 1) by(name)', ['a 1/1@0=4', 'a 3/4@5=100']],
    ['{ } | rate() > 2', ['rate 3/4@5=3', 'rate 4/5@6=3']],
    ['({ } | rate()) * 2', ['rate 1/1@0=2', 'rate 3/4@5=6', 'rate 4/5@6=6', 'rate 2/3@1001=2']],
    // Only the side that is not fanned out brings its own.
    [
      '({ } | rate() by(name)) / ({ } | rate())',
      ['a 1/1@0=1', 'a 3/4@5=0.3333333333333333', 'a 2/3@1001=1', 'b 4/5@6=0.6666666666666666'],
    ],
    ['{ } | rate() with (exemplars=false)', []],
    ['{ } | rate() with (exemplars=1)', ['rate 1/1@0=1']],
  ])('%s', (query, expected) => {
    expect(exemplars(query)).toEqual(expected);
  });

  it('are spread over the intervals when there are too many', () => {
    expect(exemplars('{ } | rate()', 3)).toEqual([
      'rate 1/1@0=1',
      'rate 3/4@5=3',
      'rate 2/3@1001=1',
    ]);
    expect(exemplars('{ } | rate()', 0)).toEqual([]);
  });

  it('tell what the query speaks of', () => {
    const query = parseAndCheck('{ .n > 1 || .missing = 1 } | rate() by(resource.service.name)');
    const [back, front] = evaluateMetrics(query, drawTraces(TRACES), GRID, 100);
    expect(back?.exemplars).toEqual([]);
    expect(front?.exemplars[0]?.labels).toEqual([
      ['.n', { type: 'int', value: 4n }],
      ['resource.service.name', { type: 'string', value: 'front' }],
      ['trace:id', { type: 'string', value: '1' }],
    ]);
  });
});
