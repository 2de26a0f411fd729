import { describe, expect, it } from 'vitest';
import { BIN_COUNT, createIngestActivity } from './ingest-activity.ts';
import type { IngestMetrics, IngestReport } from './metrics.ts';

const START_MS = 1_769_860_800_000;

function setUp() {
  let nowMs = START_MS;
  const counted: string[] = [];
  const metrics: IngestMetrics = {
    begin: (protocol) => () => counted.push(protocol),
    refused: (_protocol, reason) => counted.push(reason),
  };
  const activity = createIngestActivity(() => nowMs);
  const watched = activity.watch(metrics);
  const request = (report: Partial<IngestReport>) =>
    watched.begin('otlp_http')({
      outcome: 'stored',
      seconds: 0.1,
      bytes: 100,
      wireBytes: 50,
      acceptedSpans: 0,
      rejectedSpans: 0,
      receivedSpans: 0,
      ...report,
    });
  return { activity, watched, counted, request, later: (ms: number) => (nowMs += ms) };
}

describe('what has come in lately', () => {
  it('is counted by protocol, in bins, and passed on', () => {
    const { activity, counted, request, later } = setUp();
    request({ acceptedSpans: 3, receivedSpans: 3 });
    later(10_000);
    request({ acceptedSpans: 2, receivedSpans: 2 });
    const [otlp] = activity.protocols();
    expect(otlp).toMatchObject({ protocol: 'otlp_http', requests: 2, spans: 5, bytes: 200 });
    expect(otlp?.spansPerBin.slice(-2)).toEqual([3, 2]);
    expect(otlp?.spansPerBin).toHaveLength(BIN_COUNT);
    expect(activity.timesMs().at(-1)).toBe(START_MS + 10_000);
    expect(counted).toEqual(['otlp_http', 'otlp_http']);
  });

  it('has what was refused, the latest reason first', () => {
    const { activity, watched, request, later } = setUp();
    request({ outcome: 'partial', acceptedSpans: 4, rejectedSpans: 1, receivedSpans: 5 });
    later(1);
    request({ outcome: 'overloaded', receivedSpans: 7 });
    later(1);
    watched.refused('otlp_http', 'too_large');
    const [otlp] = activity.protocols();
    expect(otlp).toMatchObject({ spans: 4, refusedRequests: 2, refusedSpans: 8 });
    expect(otlp?.refusals).toEqual([
      { reason: 'too_large', requests: 1, spans: 0, lastMs: START_MS + 2 },
      { reason: 'overloaded', requests: 1, spans: 7, lastMs: START_MS + 1 },
      { reason: 'invalid_span', requests: 0, spans: 1, lastMs: START_MS },
    ]);
    expect(otlp?.refusedPerBin.at(-1)).toBe(2);
  });

  it('forgets bins that are over, and no totals', () => {
    const { activity, request, later } = setUp();
    request({ acceptedSpans: 3 });
    later(BIN_COUNT * 10_000);
    request({ acceptedSpans: 1 });
    const [otlp] = activity.protocols();
    expect(otlp?.spans).toBe(4);
    expect(otlp?.spansPerBin.reduce((sum, spans) => sum + spans)).toBe(1);
  });
});
