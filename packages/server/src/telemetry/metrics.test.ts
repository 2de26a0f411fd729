// Metrics come out as the table declares them and count what is reported.

import { describe, expect, it } from 'vitest';
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

describe('metrics', () => {
  it('follow the naming rules of Prometheus', () => {
    for (const { name, type, help } of Object.values(METRIC_TABLE)) {
      expect(name).toMatch(/^throughline_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(help).toMatch(/\.$/);
    }
  });

  it('are all there, typed and explained', async () => {
    const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
    metrics.observeStore(() => STORE);
    metrics.observeKeeper(() => KEEPER);
    const text = await metrics.render();
    for (const { name, type, help } of Object.values(METRIC_TABLE)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
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
