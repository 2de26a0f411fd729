// The HTTP application over a store whose answers a test decides: for what the HTTP layer itself does.
// The way through the real store is tested in api.integration.test.ts.

import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { TraceParts } from '@throughline/storage/contract/trace-parts';
import type { TraceqlStore } from '@throughline/storage/contract/traceql-store';
import type { VerdictStore } from '@throughline/storage/contract/verdict-store';
import { pino } from 'pino';
import { createIngestActivity } from '../../telemetry/ingest-activity.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { createApp } from '../create-app.ts';

export const TEST_NOW_NS = 1_769_860_800_000_000_000n;

const NO_GRID = { startS: 0, endS: 60, binS: 60, firstBinS: 0, binCount: 1 };

const NO_CALLS = { nodes: [], edges: [], share: 1, isWeighted: false, omittedEdges: 0 };

const NOTHING_STORED = {
  tables: [],
  services: [],
  otherServices: { count: 0, bytes: 0 },
  attributes: [],
  otherAttributes: { count: 0, bytes: 0 },
  storedSpans: 0,
  sampledSpans: 0,
};

/** A store that holds nothing; `answers` replaces what a test is about. */
export function storeWith(answers: Partial<SpanStore>): SpanStore {
  return {
    append: () => Promise.reject(new Error('the API does not write')),
    drained: async () => {},
    services: async () => [],
    operations: async () => [],
    dependencies: async () => ({ dependencies: [] }),
    serviceMap: async () => NO_CALLS,
    diskUsage: async () => NOTHING_STORED,
    rollups: async () => [],
    serviceFigures: async () => ({ grid: NO_GRID, services: [] }),
    operationFigures: async () => ({ grid: NO_GRID, operations: [], operationCount: 0 }),
    serviceVersions: async () => ({ versions: [], versionCount: 0 }),
    traceql: traceqlWith({}),
    calls: { countNext: async () => 0 },
    verdicts: verdictsWith({}),
    trace: async () => undefined,
    traces: async () => [],
    storedSpans: async () => new Set<string>(),
    traceParts: tracePartsWith(async () => undefined),
    health: async () => ({ ready: true, engineVersion: '26.7.1' }),
    alarm: async () => undefined,
    writeStats: () => ({
      spansStored: 0,
      inserts: 0,
      insertFailures: 0,
      bytesInFlight: 0,
      maxBytesInFlight: 1,
      spool: {
        bytes: 0,
        maxBytes: 1,
        segments: 0,
        oldestAgeMs: 0,
        rejectedSegments: 0,
        rejectedBytes: 0,
        freeBytes: 1,
      },
    }),
    engineFigures: async () => ({
      memoryBytes: 0,
      runningMerges: 0,
      parts: 0,
      mostPartsOfPartition: 0,
      storedBytes: 0,
      diskFreeBytes: 1,
      diskTotalBytes: 1,
    }),
    close: async () => {},
    ...(answers.trace === undefined ? {} : { traceParts: tracePartsWith(answers.trace) }),
    ...answers,
  };
}

/** Parts of a trace that a test gives as a whole. */
function tracePartsWith(trace: SpanStore['trace']): TraceParts {
  return {
    spanCount: async (traceId, signal) => (await trace(traceId, signal))?.rowCount ?? 0,
    outline: async (traceId, _maxSpans, signal) => {
      const batch = await trace(traceId, signal);
      return batch === undefined ? undefined : { batch, spanCount: batch.rowCount };
    },
    spans: (traceId, _spanId, signal) => trace(traceId, signal),
    spansWithText: async () => ({ spanIds: new Uint8Array(0), matched: 0 }),
  };
}

const NO_COHORT = { spans: 0, isExact: true, sampledSpans: 0 };
const NOTHING_READ = { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 };

export function traceqlWith(answers: Partial<TraceqlStore>): TraceqlStore {
  const completions = async () => ({ items: [], hasMore: false, isEstimate: false });
  return {
    search: async () => ({
      traces: [],
      total: { count: 0, isExact: true },
      statistics: NOTHING_READ,
    }),
    explain: async () => ({
      plan: { decidedBy: 'condition', condition: { kind: 'always' } },
      statements: [],
    }),
    metrics: async () => ({ series: [], statistics: NOTHING_READ }),
    cohorts: async () => ({
      selection: NO_COHORT,
      baseline: NO_COHORT,
      fields: [],
      statistics: NOTHING_READ,
    }),
    attributeNames: completions,
    attributeValues: completions,
    ...answers,
  };
}

export function verdictsWith(answers: Partial<VerdictStore>): VerdictStore {
  return {
    analysedUntilMs: async () => undefined,
    saveProgress: async () => {},
    firstReceivedMs: async () => undefined,
    countRested: async () => ({ traces: 0, spans: 0 }),
    rested: async () => [],
    async *spansOf() {},
    save: async () => {},
    verdicts: async () => new Map(),
    usual: async () => [],
    findings: async () => ({
      groups: [],
      groupCount: 0,
      byName: [],
      traces: 0,
      analysedTraces: 0,
    }),
    ...answers,
  };
}

export const TEST_QUERY_LIMITS = { timeoutMs: 10_000, maxMemoryBytes: 256 * 1024 ** 2 };

const NOTHING_DELETED = { id: undefined, traces: 0, spans: 0, complete: true };

export interface TestAppOptions extends Partial<Omit<AppDependencies, 'store'>> {
  readonly answers?: Partial<SpanStore>;
  readonly store?: SpanStore;
}

export function createTestApp(options: TestAppOptions = {}): Promise<AppInstance> {
  const { answers = {}, store = storeWith(answers), ...others } = options;
  const metrics = createMetrics({ version: '0.0.0-test', withProcessMetrics: false });
  const logger = pino({ level: 'silent' });
  const activity = createIngestActivity();
  return createApp({
    store,
    metrics,
    logger,
    activity,
    ingest: { store, metrics: activity.watch(metrics.ingest), logger },
    demo: { isOffered: true },
    version: '0.0.0-test',
    queryLimits: TEST_QUERY_LIMITS,
    linkTemplates: [],
    analysis: {
      ...{ isOn: true, settings: {} },
      ...{ analysedUntilMs: () => undefined, clockShifts: () => [] },
    },
    host: '127.0.0.1',
    webRoot: undefined,
    sampling: {
      answer: () => ({ source: 'default', warnings: [], strategies: {} }),
      file: undefined,
      put: async () => {},
    },
    savedQueries: { list: () => [], put: async () => {}, remove: async () => false },
    keeper: {
      countTraces: async () => NOTHING_DELETED,
      deleteTraces: async () => NOTHING_DELETED,
      deletions: async () => [],
    },
    status: async () => ({
      version: '0.0.0-test',
      startedAt: '2026-01-31T12:00:00.000Z',
      listeners: [{ name: 'http', url: 'http://127.0.0.1:16686', purpose: 'web UI and API' }],
      engine: { kind: 'embedded', state: 'ready', version: '26.7.1' },
      dataDir: '/data',
      sampling: { source: 'default' as const, warnings: [] },
    }),
    readiness: async () => ({ ready: true, reasons: [] }),
    nowNs: () => TEST_NOW_NS,
    ...others,
  });
}
