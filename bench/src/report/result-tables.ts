// The tables of a result, for the terminal and for docs/benchmarks.md alike.

import { assertNever } from '@throughline/model/base/assert';
import type { CodecResult } from '../codec/codec-bench.ts';
import type { GrowResult } from '../ingest/grow-bench.ts';
import type { ProtocolResult } from '../ingest/protocol-bench.ts';
import type { MemoryOverTime, SoakResult } from '../ingest/soak-bench.ts';
import type { ProfileShare } from '../profile/profile-summary.ts';
import { PROTOCOLS } from '../sender/protocols.ts';
import type { BenchResult, IngestResult } from './bench-result.ts';
import { jaegerSetupTable, queryTables } from './query-tables.ts';
import { figure, mebibytes, type Table } from './table.ts';
import { webTable } from './web-table.ts';

export function resultTables(result: BenchResult): Table[] {
  switch (result.kind) {
    case 'ingest':
      return ingestTables(result);
    case 'grow':
      return [growTable(result.grow)];
    case 'soak':
      return [soakTable(result.soak)];
    case 'codec':
      return [codecTable(result.codec)];
    case 'query':
      return queryTables(result.sizes);
    case 'jaeger-setup':
      return [jaegerSetupTable(result.jaegerSetup)];
    case 'web':
      return [webTable(result.web)];
    default:
      return assertNever(result);
  }
}

function titleOf(name: string): string {
  return PROTOCOLS.find((protocol) => protocol.name === name)?.title ?? name;
}

type ProtocolRow = readonly [string, (result: ProtocolResult) => string];

const PROTOCOL_ROWS: readonly ProtocolRow[] = [
  ['spans sent', (result) => figure(result.spans)],
  ['spans stored', (result) => figure(result.spansStored)],
  ['spans/s, acknowledged', (result) => figure(result.spansPerSecond)],
  ['spans/s, until all can be found', (result) => figure(result.spansFoundPerSecond)],
  ['requests sent again', (result) => figure(result.retries)],
  [
    'request latency p50, p99 (ms)',
    ({ latencyMs }) => `${figure(latencyMs.p50)}, ${figure(latencyMs.p99)}`,
  ],
  [
    'CPU µs per span at acknowledgement: server',
    (result) => figure(result.cpuAtAcknowledgement.server, 2),
  ],
  ['… engine', (result) => figure(result.cpuAtAcknowledgement.engine, 2)],
  ['… together', (result) => figure(result.cpuAtAcknowledgement.together, 2)],
  ['CPU µs per span, merges at rest: server', (result) => figure(result.cpuAtRest.server, 2)],
  ['… engine', (result) => figure(result.cpuAtRest.engine, 2)],
  ['… together', (result) => figure(result.cpuAtRest.together, 2)],
  ['CPU µs per span: sender, not counted above', (result) => figure(result.senderCpu, 2)],
  ['cores busy with other work', (result) => figure(result.otherCores, 2)],
  ['peak memory MiB: server', (result) => mebibytes(result.peakBytes.server)],
  ['… engine', (result) => mebibytes(result.peakBytes.engine)],
  ['… sender', (result) => mebibytes(result.peakBytes.sender)],
  ['bytes per span on the wire', (result) => figure(result.wireBytesPerSpan)],
  ['bytes per span on disk, merges at rest', (result) => figure(result.diskBytesPerSpan, 1)],
  [
    'bytes per span on disk, after a forced merge',
    (result) => figure(result.diskBytesPerSpanForcedMerge, 1),
  ],
];

const FRESHNESS_ROWS: readonly ProtocolRow[] = [
  ['spans/s meanwhile', ({ freshness }) => figure(freshness?.loadSpansPerSecond ?? 0)],
  ['probes, of which not found', ({ freshness }) => `${freshness?.probes}, ${freshness?.notFound}`],
  ['found by id p50 (ms)', ({ freshness }) => figure(freshness?.byIdMs.p50 ?? 0)],
  ['… p99', ({ freshness }) => figure(freshness?.byIdMs.p99 ?? 0)],
  ['… slowest', ({ freshness }) => figure(freshness?.byIdMs.max ?? 0)],
  ['found by search p50 (ms)', ({ freshness }) => figure(freshness?.bySearchMs.p50 ?? 0)],
  ['… p99', ({ freshness }) => figure(freshness?.bySearchMs.p99 ?? 0)],
  ['… slowest', ({ freshness }) => figure(freshness?.bySearchMs.max ?? 0)],
];

function ingestTables({ protocols, profiles = {} }: IngestResult): Table[] {
  const tables = [protocolTable('Ingest', PROTOCOL_ROWS, protocols), diskTable(protocols)];
  const fresh = protocols.filter(({ freshness }) => freshness !== undefined);
  if (fresh.length > 0) {
    tables.push(protocolTable('Freshness: acknowledged → found', FRESHNESS_ROWS, fresh));
  }
  for (const [protocol, shares] of Object.entries(profiles)) {
    tables.push(profileTable(`Where the server's CPU goes, ${titleOf(protocol)}`, shares));
  }
  return tables;
}

function protocolTable(
  title: string,
  rows: readonly ProtocolRow[],
  protocols: readonly ProtocolResult[],
): Table {
  return {
    title,
    columns: ['', ...protocols.map(({ protocol }) => titleOf(protocol))],
    rows: rows.map(([name, cell]) => [name, ...protocols.map(cell)]),
  };
}

function diskTable(protocols: readonly ProtocolResult[]): Table {
  const tables = Object.keys(protocols[0]?.diskBytesPerSpanByTable ?? {});
  return {
    title: 'Bytes per span on disk by table, merges at rest',
    columns: ['table', ...protocols.map(({ protocol }) => titleOf(protocol))],
    rows: tables.map((table) => [
      table,
      ...protocols.map((result) => figure(result.diskBytesPerSpanByTable[table] ?? 0, 2)),
    ]),
  };
}

export function profileTable(title: string, shares: readonly ProfileShare[]): Table {
  return {
    title,
    columns: ['part', '% of CPU', 'its heaviest functions (% of CPU)'],
    rows: shares.map(({ part, percent, functions }) => [
      part,
      figure(percent, 1),
      functions.map((heavy) => `${heavy.name} ${figure(heavy.percent, 1)}`).join(', '),
    ]),
  };
}

function growTable({ rates, windowSpans, ...grow }: GrowResult): Table {
  return {
    title: `Rate as data grow, each over ${figure(windowSpans)} spans`,
    columns: ['spans stored', 'spans/s, acknowledged', 'spans/s, stored', 'CPU µs per span'],
    rows: [
      ...rates.map((rate) => [
        figure(rate.spans),
        figure(rate.acknowledgedPerSecond),
        figure(rate.storedPerSecond),
        figure(rate.cpuMicrosPerSpan, 2),
      ]),
      [
        'last ÷ first',
        figure(grow.acknowledgedRatio, 2),
        grow.storedRatio === undefined ? '' : figure(grow.storedRatio, 2),
        '',
      ],
      ['first ÷ last', '', '', figure(grow.cpuRatio, 2)],
      ['requests sent again', figure(grow.retries), '', ''],
      ['in the spool when the load ended', figure(grow.waitingAtEnd), '', ''],
    ],
  };
}

function soakTable({ server, engine, ...soak }: SoakResult): Table {
  const row = (name: string, memory: MemoryOverTime) => [
    name,
    ...memory.medianBytes.map(mebibytes),
    mebibytes(memory.peakBytes),
    figure(memory.growthBytesPerHour / 2 ** 20, 1),
  ];
  const minutes = figure(soak.seconds / 60, 1);
  return {
    title: `Memory in MiB over ${minutes} minutes at ${figure(soak.spansPerSecond)} spans/s (${figure(soak.spans)} spans, ${figure(soak.retries)} requests sent again)`,
    columns: [
      'median in each tenth of the time',
      ...server.medianBytes.map((_, tenth) => String(tenth + 1)),
      'peak',
      'growth per hour, second half',
    ],
    rows: [row('server', server), row('engine', engine)],
  };
}

function codecTable(codec: CodecResult): Table {
  return {
    title: 'Bytes → SpanBatch → Native alone, on one core',
    columns: ['', 'figure'],
    rows: [
      ['spans per second of CPU time', figure(codec.spansPerCpuSecond)],
      ['µs per span, bytes → SpanBatch', figure(codec.decodeMicrosPerSpan, 2)],
      ['µs per span, SpanBatch → Native', figure(codec.encodeMicrosPerSpan, 2)],
      ['µs per span, SpanBatch → Native for all tables', figure(codec.recordMicrosPerSpan, 2)],
      ['bytes per span on the wire', figure(codec.wireBytesPerSpan)],
      ['bytes per span as Native', figure(codec.blockBytesPerSpan)],
    ],
  };
}
