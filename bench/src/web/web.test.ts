import { describe, expect, it } from 'vitest';
import { bigTrace } from './big-trace.ts';
import { scriptMsByFrame, type TraceEvent } from './frame-script.ts';

interface Sent {
  resourceSpans: { scopeSpans: { spans: Record<string, string>[] }[] }[];
}

function spansOf(size: number) {
  const bodies = [...bigTrace(size, 1, 1_000_000_000_000_000_000n).requests()];
  return bodies
    .map((body): Sent => JSON.parse(body))
    .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
    .flatMap(({ spans }) => spans);
}

describe('a big trace', () => {
  it('has as many spans as it should, each within its parent', () => {
    const spans = spansOf(25_000);
    expect(spans).toHaveLength(25_000);
    const byId = new Map(spans.map((span) => [span['spanId'], span]));
    expect(byId.size).toBe(25_000);
    const outside = spans.filter((span) => {
      const parent = byId.get(span['parentSpanId'] ?? '');
      if (parent === undefined) return span['parentSpanId'] !== '';
      const time = (one: Record<string, string>, field: string) => BigInt(one[field] ?? 0);
      return (
        time(span, 'startTimeUnixNano') < time(parent, 'startTimeUnixNano') ||
        time(span, 'endTimeUnixNano') > time(parent, 'endTimeUnixNano')
      );
    });
    expect(outside).toEqual([]);
  });

  it('is the same for the same seed', () => {
    expect(spansOf(300)).toEqual(spansOf(300));
  });
});

describe('script by frame', () => {
  const event = (name: string, ts: number, dur?: number, tdur?: number, tid = 1): TraceEvent => ({
    ...{ name, ph: dur === undefined ? 'I' : 'X', pid: 7, tid, ts },
    ...(dur === undefined ? {} : { dur }),
    ...(tdur === undefined ? {} : { tdur }),
  });

  it('counts CPU time, of what is nested once, on the thread that makes frames', () => {
    const events = [
      event('BeginMainThreadFrame', 0),
      event('EventDispatch', 1000, 4000, 1500),
      event('FunctionCall', 2000, 1000, 900),
      event('Layout', 6000, 2000, 2000),
      event('FunctionCall', 7000, 1000, 500),
      event('BeginMainThreadFrame', 10_000),
      event('FunctionCall', 11_000, 3000),
      event('BeginMainThreadFrame', 20_000),
      event('FunctionCall', 25_000, 3000, 3000),
      event('FunctionCall', 1000, 9000, 9000, 2),
    ];
    expect(scriptMsByFrame(events)).toEqual([2, 3]);
    expect(scriptMsByFrame([])).toEqual([]);
  });
});
