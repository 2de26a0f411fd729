// What is promised on two cores with everything switched on, beside what was measured.

import type { ProtocolResult } from '../ingest/protocol-bench.ts';
import type { Protocol } from '../sender/protocols.ts';
import type { WebResult } from '../web/web-bench.ts';
import type { BenchResult } from './bench-result.ts';
import { figure, type Table } from './table.ts';

interface Promised {
  readonly what: string;
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  readonly digits: number;
  /** Undefined when this result does not tell. */
  measured(result: BenchResult): number | undefined;
}

const MIB = 2 ** 20;

function ofProtocol(
  name: Protocol['name'],
  pick: (result: ProtocolResult) => number | undefined,
): Promised['measured'] {
  return (result) => {
    // A profiled server is a slower one.
    if (result.kind !== 'ingest' || result.profiles !== undefined) return undefined;
    const protocol = result.protocols.find((one) => one.protocol === name);
    return protocol === undefined ? undefined : pick(protocol);
  };
}

const PROMISES: readonly Promised[] = [
  {
    what: 'OTLP/HTTP protobuf, spans/s',
    bound: 'at least',
    value: 300_000,
    digits: 0,
    measured: ofProtocol('protobuf', (result) => result.spansPerSecond),
  },
  {
    what: 'CPU per span, server and engine, merges included (µs)',
    bound: 'at most',
    value: 7,
    digits: 2,
    measured: ofProtocol('protobuf', (result) => result.cpuAtRest.together),
  },
  {
    what: 'OTLP/HTTP protobuf, gzip, spans/s',
    bound: 'at least',
    value: 200_000,
    digits: 0,
    measured: ofProtocol('protobuf-gzip', (result) => result.spansPerSecond),
  },
  {
    what: 'OTLP/gRPC, spans/s',
    bound: 'at least',
    value: 200_000,
    digits: 0,
    measured: ofProtocol('grpc', (result) => result.spansPerSecond),
  },
  {
    what: 'OTLP/HTTP JSON, spans/s',
    bound: 'at least',
    value: 60_000,
    digits: 0,
    measured: ofProtocol('json', (result) => result.spansPerSecond),
  },
  {
    what: 'bytes → SpanBatch → Native, one core, spans/s',
    bound: 'at least',
    value: 800_000,
    digits: 0,
    measured: (result) => (result.kind === 'codec' ? result.codec.spansPerCpuSecond : undefined),
  },
  {
    what: 'server memory under a load that lasts (MiB)',
    bound: 'at most',
    value: 350,
    digits: 0,
    measured: (result) => (result.kind === 'soak' ? result.soak.server.peakBytes / MIB : undefined),
  },
  {
    what: 'bytes per span on disk, merges at rest',
    bound: 'at most',
    value: 70,
    digits: 1,
    measured: ofProtocol('protobuf', (result) => result.diskBytesPerSpan),
  },
  {
    what: 'acknowledged → found by id, p99 (ms)',
    bound: 'at most',
    value: 1000,
    digits: 0,
    measured: ofProtocol('protobuf', ({ freshness }) => freshness?.byIdMs.p99),
  },
  {
    what: 'acknowledged → found by search, p99 (ms)',
    bound: 'at most',
    value: 1000,
    digits: 0,
    measured: ofProtocol('protobuf', ({ freshness }) => freshness?.bySearchMs.p99),
  },
  {
    what: 'rate with many spans stored ÷ rate with few, as stored',
    bound: 'at least',
    value: 0.8,
    digits: 2,
    measured: (result) => (result.kind === 'grow' ? result.grow.storedRatio : undefined),
  },
];

/** A promise about queries holds with so many spans stored, and for 95 of 100 answers. */
const QUERY_SPANS = 10_000_000;

function ofQuestions(...names: readonly string[]): Promised['measured'] {
  return (result) => {
    if (result.kind !== 'query') return undefined;
    const size = result.sizes.find(({ spans }) => spans >= QUERY_SPANS);
    const asked = size?.questions.filter(({ name }) => names.includes(name)) ?? [];
    if (asked.length < names.length) return undefined;
    return Math.max(...asked.map(({ latencyMs }) => latencyMs.p95));
  };
}

const QUERY_PROMISES: readonly Promised[] = (
  [
    ['trace by id, present or not', 15, ['by-id', 'by-id-absent']],
    ['20 newest traces by service and duration', 50, ['service-duration']],
    [
      "20 newest traces by one attribute's equality, anywhere in the range",
      100,
      ['equal-frequent', 'equal-seldom', 'equal-needle', 'equal-absent'],
    ],
    ['regular expression on an attribute, one hour', 500, ['regex-hour', 'regex-hour-absent']],
    ['`{ A } >> { B }`, one hour', 1000, ['structure-hour', 'structure-hour-rare']],
    [
      '`quantile_over_time(duration, .5, .95, .99) by (resource.service.name)`, everything',
      500,
      ['quantiles'],
    ],
    ['`{ status = error } | rate() by (name)`, everything', 300, ['error-rate']],
    [
      'names and values for completion',
      100,
      ['names', 'names-narrowed', 'values', 'values-many', 'values-narrowed'],
    ],
  ] as const
).map(([what, atMostMs, names]) => ({
  what: `${what}: p95 (ms)`,
  bound: 'at most',
  value: atMostMs,
  digits: 1,
  measured: ofQuestions(...names),
}));

function ofWeb(pick: (web: WebResult) => number | undefined): Promised['measured'] {
  return (result) => (result.kind === 'web' ? pick(result.web) : undefined);
}

/** Of the runs in the middle: the worst tells of the machine's other work. */
function drawnAt(spans: number): Promised['measured'] {
  return ofWeb(({ traces }) => traces.find((trace) => trace.spans === spans)?.drawnMs.p50);
}

const BYTES_PER_KB = 1000;
const FRAMES_AT = 100_000;

const WEB_PROMISES: readonly Promised[] = (
  [
    ['Explore usable, cold cache: median (ms)', 1000, 0, ofWeb((web) => web.explore.usableMs.p50)],
    ['trace of 100 spans, click → drawn: median (ms)', 200, 0, drawnAt(100)],
    [
      'trace of 100,000 spans, click → drawn and scrollable: median (ms)',
      1000,
      0,
      drawnAt(100_000),
    ],
    ['trace of 1,000,000 spans, likewise: median (ms)', 6000, 0, drawnAt(1_000_000)],
    [
      'scroll and zoom at 100,000 spans, script per frame: p95 (ms)',
      8,
      1,
      ofWeb(({ frames }) =>
        frames.spans === FRAMES_AT ? Math.max(frames.scrollMs.p95, frames.zoomMs.p95) : undefined,
      ),
    ],
    [
      'page memory at 100,000 spans (MiB)',
      200,
      0,
      ofWeb(({ memory }) => (memory.spans === FRAMES_AT ? memory.processBytes / MIB : undefined)),
    ],
    [
      'JavaScript of the first page, compressed (kB)',
      250,
      0,
      ofWeb(({ explore }) => explore.scriptBytes / BYTES_PER_KB),
    ],
  ] as const
).map(([what, value, digits, measured]) => ({ what, bound: 'at most', value, digits, measured }));

export function promisesTable(results: readonly BenchResult[]): Table {
  const rows = [...PROMISES, ...QUERY_PROMISES, ...WEB_PROMISES].map(
    ({ what, bound, value, digits, measured }) => {
      const promised = `${bound} ${figure(value, value < 1 ? digits : 0)}`;
      const found = results.map(measured).find((one) => one !== undefined);
      if (found === undefined) return [what, promised, 'not measured', ''];
      const isKept = bound === 'at least' ? found >= value : found <= value;
      return [what, promised, figure(found, digits), isKept ? 'yes' : 'no'];
    },
  );
  return { title: 'What is promised', columns: ['', 'promised', 'measured', 'kept'], rows };
}
