import type { AddressInfo } from 'node:net';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppInstance } from '../http/app-instance.ts';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { parseTraceCommand } from './trace-arguments.ts';
import { traceCommand } from './trace-command.ts';

const TRACE_ID = 'ab'.repeat(16);
const START_MS = Date.UTC(2026, 0, 31, 11, 58, 20);
const SERVER = 2;
const CLIENT = 3;

interface SentSpan {
  readonly service: string;
  readonly id: number;
  readonly parent?: number;
  readonly name: string;
  readonly kind: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isError?: boolean;
}

const FAILED: readonly SentSpan[] = [
  {
    ...{ service: 'gateway', id: 1, name: 'POST /checkout', kind: SERVER },
    ...{ fromMs: 0, toMs: 1000, isError: true },
  },
  {
    ...{ service: 'gateway', id: 2, parent: 1, name: 'POST', kind: CLIENT },
    ...{ fromMs: 250, toMs: 1000, isError: true },
  },
  {
    ...{ service: 'payment', id: 3, parent: 2, name: 'POST\n/charge', kind: SERVER },
    ...{ fromMs: 500, toMs: 1000, isError: true },
  },
  {
    ...{ service: 'auth', id: 4, parent: 1, name: 'verify', kind: SERVER },
    ...{ fromMs: 0, toMs: 250 },
  },
];

function batchOf(spans: readonly SentSpan[]): SpanBatch {
  const id = (number: number) => number.toString(16).padStart(16, '0');
  const timeOf = (ms: number) => `${START_MS + ms}000000`;
  const resourceSpans = spans.map(({ service, parent, isError, ...span }) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: TRACE_ID,
            spanId: id(span.id),
            ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
            name: span.name,
            kind: span.kind,
            startTimeUnixNano: timeOf(span.fromMs),
            endTimeUnixNano: timeOf(span.toMs),
            status: isError === true ? { code: 2 } : {},
          },
        ],
      },
    ],
  }));
  const batch = new SpanBatch();
  decodeTracesJson({ resourceSpans }, batch, START_MS);
  return batch;
}

let app: AppInstance | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function run(args: readonly string[], spans: readonly SentSpan[], columns?: number) {
  app = await createTestApp({
    answers: { trace: async () => (spans.length === 0 ? undefined : batchOf(spans)) },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const command = parseTraceCommand(['--url', url, ...args]);
  if (typeof command === 'string') throw new Error(command);
  const lines: string[] = [];
  const code = await traceCommand(command, {
    print: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
    columns,
  });
  return { url, code, lines };
}

describe('throughline trace', () => {
  it('prints what is said of the trace, and a waterfall with what it names marked', async () => {
    const { code, lines } = await run([TRACE_ID], FAILED, 80);
    expect(lines).toEqual([
      'gateway POST /checkout   1.00 s, 4 spans, 3 services, 3 errors',
      `2026-01-31T11:58:20.000Z   ${TRACE_ID}`,
      '',
      'payment `POST·/charge` failed; the error went up through gateway   [error]',
      '',
      `▶ gateway POST /checkout     1.00 s ! ${'░'.repeat(40)}`,
      `▶   gateway POST             750 ms ! ${' '.repeat(10)}${'█'.repeat(10)}${'░'.repeat(20)}`,
      `▶     payment POST·/charge   500 ms ! ${' '.repeat(20)}${'█'.repeat(20)}`,
      `    auth verify              250 ms   ${'█'.repeat(10)}`,
      '',
      '▶ named above   █ on the critical path   ░ beside it   ! error',
    ]);
    expect(code).toBe(0);
  });

  it('prints the analysis as it is with --json', async () => {
    const { code, lines } = await run(['--json', TRACE_ID.slice(2)], FAILED);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      traceId: TRACE_ID,
      culprits: [{ kind: 'error', service: 'payment' }],
    });
    expect(code).toBe(0);
  });

  it('says when there is nothing to say, and why', async () => {
    const { lines } = await run(
      [TRACE_ID],
      [{ service: 'auth', id: 4, name: 'verify', kind: SERVER, fromMs: 0, toMs: 250 }],
    );
    expect(lines[3]).toBe(
      'Nothing is found. Not enough to compare: 0 other traces of this endpoint, and 20 are needed.',
    );
  });

  it('fails with the sentence of the server', async () => {
    const { url, code, lines } = await run([TRACE_ID], []);
    expect(lines).toEqual([`! ${url} answers 404: no trace ${TRACE_ID} has been stored`]);
    expect(code).toBe(1);
  });
});

describe('the arguments of trace', () => {
  it.each([
    [[], 'trace needs one trace id, such as those that throughline find prints'],
    [['a', 'b'], 'trace needs one trace id, such as those that throughline find prints'],
    [['xyz'], 'trace: "xyz" is not valid; expected 1 to 32 hex digits'],
    [
      ['ab', '--url', 'here'],
      '--url: "here" is not valid; expected a URL such as http://127.0.0.1:16686',
    ],
  ])('%j are refused', (args, sentence) => {
    expect(parseTraceCommand(args)).toBe(sentence);
  });
});
