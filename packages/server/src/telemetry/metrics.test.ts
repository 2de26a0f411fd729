// Metrics come out as the table declares them and count what is reported.

import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { AnalysisStats } from '../derive/background/trace-analyser.ts';
import type { EngineSource } from './engine-metrics.ts';
import { METRIC_TABLE } from './metric-table.ts';
import { createMetrics } from './metrics.ts';
import { createRateLimit } from './rate-limit.ts';

const STORE = {
  spansStored: 7,
  inserts: 2,
  insertFailures: 1,
  bytesInFlight: 5,
  maxBytesInFlight: 9,
  spool: {
    bytes: 5,
    maxBytes: 10,
    segments: 1,
    oldestAgeMs: 1500,
    rejectedSegments: 2,
    rejectedBytes: 4,
    freeBytes: 9,
  },
};

const KEEPER = {
  runs: 5,
  failures: 1,
  droppedDays: 2,
  expiredSpans: 11,
  deletedSpans: 3,
  bytesOnDisk: 4096,
};

const FIGURES = {
  memoryBytes: 100,
  runningMerges: 1,
  parts: 12,
  mostPartsOfPartition: 4,
  storedBytes: 5000,
  diskFreeBytes: 70,
  diskTotalBytes: 80,
};

/** As the running server makes them: everything that reports is there. */
const ANALYSIS: AnalysisStats = {
  ...{ restedTraces: 10, analysedTraces: 7, analysedSpans: 70, leftOutTraces: 2 },
  ...{ tooLargeTraces: 1, findings: 3, busyMs: 1500, failures: 0, share: 0.8, behindMs: 250 },
};

function completeMetrics(figures: EngineSource['figures'] = async () => FIGURES) {
  const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
  metrics.observeStore(() => STORE);
  metrics.observeKeeper(() => KEEPER);
  metrics.observeAnalysis(() => ANALYSIS);
  const times = { freshMs: -1, waitMs: 100, timeoutMs: 60_000 };
  metrics.observeEngine({ figures, restarts: () => 3, dataDir: tmpdir(), times });
  return metrics;
}

describe('metrics', () => {
  it('follow the naming rules of Prometheus', () => {
    for (const { name, type, help } of Object.values(METRIC_TABLE)) {
      expect(name).toMatch(/^throughline_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(help).toMatch(/\.$/);
    }
  });

  it('are all there, typed and explained, and no others', async () => {
    const text = await completeMetrics().render();
    for (const { name, type, help } of Object.values(METRIC_TABLE)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
    const served = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(served.toSorted()).toEqual(
      Object.values(METRIC_TABLE)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('say why requests and spans are refused, and every span is accounted for', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    const sizes = { seconds: 0.1, bytes: 10, wireBytes: 10 };
    const spans = { receivedSpans: 5, acceptedSpans: 3, rejectedSpans: 2 };
    metrics.ingest.begin('otlp_grpc')({ outcome: 'partial', ...sizes, ...spans });
    const none = { acceptedSpans: 0, rejectedSpans: 1, receivedSpans: 8 };
    metrics.ingest.begin('otlp_grpc')({ outcome: 'unavailable', ...sizes, ...none });
    metrics.ingest.refused('otlp_http', 'unknown_path');
    const text = await metrics.render();
    const counts = (name: string) =>
      [...text.matchAll(new RegExp(`^${name}{(.*)} ([1-9]\\d*)$`, 'gm'))].map(
        ([, l, n]) => `${l} ${n}`,
      );
    expect(counts('throughline_ingest_spans_refused_total')).toEqual([
      'protocol="otlp_grpc",reason="invalid_span" 3',
      'protocol="otlp_grpc",reason="unavailable" 7',
    ]);
    expect(counts('throughline_ingest_requests_refused_total')).toEqual([
      'protocol="otlp_grpc",reason="unavailable" 1',
      'protocol="otlp_http",reason="unknown_path" 1',
    ]);
    // 13 = 3 accepted + 10 refused.
    expect(counts('throughline_ingest_spans_received_total')).toEqual(['protocol="otlp_grpc" 13']);
    expect(counts('throughline_ingest_spans_accepted_total')).toEqual(['protocol="otlp_grpc" 3']);
  });

  it('have sizes and times of what is written', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    metrics.writes.appended(4);
    metrics.writes.kept({ spans: 1000, bytes: 200_000, durationMs: 3 });
    metrics.writes.inserted({ spans: 40_000, bytes: 9_000_000, durationMs: 300, waitedMs: 450 });
    const before = { spans: 1, bytes: 1, durationMs: 1, waitedMs: undefined };
    metrics.writes.inserted(before);
    const text = await metrics.render();
    expect(text).toContain('throughline_store_append_wait_seconds_sum 0.004\n');
    expect(text).toContain('throughline_store_group_spans_bucket{le="1000"} 1\n');
    expect(text).toContain('throughline_store_group_bytes_sum 200000\n');
    expect(text).toContain('throughline_store_group_write_seconds_sum 0.003\n');
    expect(text).toContain('throughline_store_insert_spans_bucket{le="25000"} 1\n');
    expect(text).toContain('throughline_store_insert_bytes_count 2\n');
    expect(text).toContain('throughline_store_insert_duration_seconds_bucket{le="0.25"} 1\n');
    expect(text).toContain('throughline_store_insert_wait_seconds_bucket{le="0.5"} 1\n');
    expect(text).toContain('throughline_store_insert_wait_seconds_count 1\n');
  });

  it('do not wait for an engine that hangs, and keep what it said last', async () => {
    let asked = 0;
    const metrics = completeMetrics(() =>
      ++asked === 1 ? Promise.resolve(FIGURES) : new Promise(() => {}),
    );
    // Its answer is old at once, by the times of this test; it is kept all the same.
    await metrics.render();
    const text = await metrics.render();
    expect(text).toContain('throughline_engine_up 0\n');
    expect(text).toContain('throughline_engine_parts 12\n');
    expect(text).toContain('throughline_engine_partition_parts_max 4\n');
    expect(text).toContain('throughline_engine_restarts_total 3\n');
    expect(text).toMatch(/throughline_data_dir_free_bytes [1-9]/);
    expect(asked).toBe(2);
  });

  it('know an engine that answers', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    const source = { figures: async () => FIGURES, restarts: () => 0, dataDir: tmpdir() };
    metrics.observeEngine(source);
    const text = await metrics.render();
    expect(text).toContain('throughline_engine_up 1\n');
    expect(text).toContain('throughline_engine_disk_free_bytes 70\n');
  });

  it('count export requests from arrival to answer', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    const end = metrics.ingest.begin('otlp_http');
    metrics.ingest.begin('otlp_http');
    end({
      outcome: 'partial',
      seconds: 0.02,
      bytes: 100,
      wireBytes: 40,
      receivedSpans: 3,
      acceptedSpans: 2,
      rejectedSpans: 1,
    });
    const text = await metrics.render();
    const label = '{protocol="otlp_http"}';
    expect(text).toContain(`throughline_ingest_requests_in_flight${label} 1\n`);
    expect(text).toContain(
      'throughline_ingest_requests_total{protocol="otlp_http",outcome="partial"} 1\n',
    );
    expect(text).toContain(`throughline_ingest_received_bytes_total${label} 100\n`);
    expect(text).toContain(`throughline_ingest_wire_bytes_total${label} 40\n`);
    expect(text).toContain(`throughline_ingest_spans_received_total${label} 3\n`);
    expect(text).toContain(`throughline_ingest_spans_accepted_total${label} 2\n`);
    expect(text).toContain(`throughline_ingest_spans_rejected_total${label} 1\n`);
  });

  it('read the store at each scrape, without adding up', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    metrics.observeStore(() => STORE);
    await metrics.render();
    const text = await metrics.render();
    expect(text).toContain('throughline_store_spans_total 7\n');
    expect(text).toContain('throughline_store_insert_failures_total 1\n');
    expect(text).toContain('throughline_store_max_bytes_in_flight 9\n');
    expect(text).toContain('throughline_spool_oldest_age_seconds 1.5\n');
    expect(text).toContain('throughline_spool_rejected_files_total 2\n');
  });
});

describe('metrics of the analysis', () => {
  it('tell how much of what came was analysed, and what it took', async () => {
    const text = await completeMetrics().render();
    expect(text).toContain('throughline_analysis_rested_traces_total 10\n');
    expect(text).toContain('throughline_analysis_traces_total 7\n');
    expect(text).toContain('throughline_analysis_left_out_traces_total 2\n');
    expect(text).toContain('throughline_analysis_busy_seconds_total 1.5\n');
    expect(text).toContain('throughline_analysis_share 0.8\n');
    expect(text).toContain('throughline_analysis_behind_seconds 0.25\n');
  });
});

describe('metrics of keeping', () => {
  it('tell of retention, deletion and redaction', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    metrics.observeKeeper(() => KEEPER);
    metrics.redacted({ drop: 2, hash: 0, mask: 3 });
    metrics.redacted({ drop: 1, hash: 0, mask: 0 });
    const text = await metrics.render();
    expect(text).toContain('throughline_retention_dropped_days_total 2\n');
    expect(text).toContain('throughline_retention_expired_spans_total 11\n');
    expect(text).toContain('throughline_retention_stored_bytes 4096\n');
    expect(text).toContain('throughline_deleted_spans_total 3\n');
    expect(text).toContain('throughline_redacted_values_total{action="drop"} 3\n');
    expect(text).toContain('throughline_redacted_values_total{action="mask"} 3\n');
    expect(text).not.toContain('action="hash"');
  });
});

describe('createRateLimit', () => {
  it('lets so many through per second and tells how many it left out', () => {
    const limit = createRateLimit(2);
    const answers = [0, 10, 20, 30, 1000, 1001].map((nowMs) => limit.take(nowMs));
    expect(answers).toEqual([0, 0, undefined, undefined, 2, 0]);
  });
});
