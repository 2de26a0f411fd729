import type { AddressInfo } from 'node:net';
import { bytesToHex } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppInstance } from '../http/app-instance.ts';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { parseCompareCommand } from './compare-arguments.ts';
import { compareCommand } from './compare-command.ts';

const START_MS = Date.UTC(2026, 0, 31, 12);
const SERVER = 2;
const FAST = '1'.padStart(32, '0');
const SLOW = '2'.padStart(32, '0');
const MISSING = '9'.padStart(32, '0');

function checkout(traceId: string, chargeMs: number, isError: boolean): SpanBatch {
  const span = (service: string, id: string, name: string, fromMs: number, toMs: number) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: [
          {
            ...{ traceId, spanId: id.padStart(16, '0'), name, kind: SERVER },
            ...(id === '1' ? {} : { parentSpanId: '1'.padStart(16, '0') }),
            startTimeUnixNano: `${START_MS + fromMs}000000`,
            endTimeUnixNano: `${START_MS + toMs}000000`,
            status: isError && id !== '1' ? { code: 2 } : {},
          },
        ],
      },
    ],
  });
  const batch = new SpanBatch();
  const resourceSpans = [
    span('gateway', '1', 'POST /checkout', 0, chargeMs + 20),
    span('payment', '2', 'POST /charge', 10, chargeMs + 10),
  ];
  decodeTracesJson({ resourceSpans }, batch, START_MS);
  return batch;
}

const TRACES: Readonly<Record<string, SpanBatch>> = {
  [FAST]: checkout(FAST, 40, false),
  [SLOW]: checkout(SLOW, 900, true),
};

let app: AppInstance;
let url: string;
beforeAll(async () => {
  app = await createTestApp({
    answers: { trace: async (traceId: Uint8Array) => TRACES[bytesToHex(traceId)] },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(() => app.close());

async function run(...args: readonly string[]) {
  const command = parseCompareCommand(['--url', url, ...args]);
  if (typeof command === 'string') throw new Error(command);
  const lines: string[] = [];
  const code = await compareCommand(command, {
    print: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
  });
  return { code, lines };
}

describe('throughline compare', () => {
  it('prints both sides, the biggest difference, and what differs as a tree', async () => {
    const { code, lines } = await run(SLOW, '1');
    expect(lines).toEqual([
      `left   ${SLOW}  gateway POST /checkout, 920 ms, 2 spans, 1 error`,
      `right  ${FAST}  gateway POST /checkout, 60 ms, 2 spans, 0 errors`,
      '',
      'payment `POST /charge` failed; in the other trace it does not fail. payment `POST /charge` had 900 ms of the time; in the other trace 40 ms. That is 100 % of the difference.',
      '',
      'DIFFERENCE    LEFT  RIGHT  CALLS     ERRORS  CHANGE  OPERATION',
      '             20 ms  20 ms      1          0          gateway POST /checkout',
      '   +860 ms  900 ms  40 ms      1  100 % / 0  slower    payment POST /charge',
    ]);
    expect(code).toBe(0);
  });

  it('prints the answer as it is with --json, against the usual without a second id', async () => {
    const { lines } = await run('--json', SLOW);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      left: { traceId: SLOW },
      right: { kind: 'usual', traces: 0 },
    });
  });

  it('fails with the sentence of the server', async () => {
    const { code, lines } = await run(SLOW, MISSING);
    expect(lines).toEqual([`! ${url} answers 404: right: no trace ${MISSING} has been stored`]);
    expect(code).toBe(1);
  });
});

describe('the arguments of compare', () => {
  const NEEDS =
    'compare needs one trace id, and may have a second; without it the trace is held against what is usual';
  it.each([
    [[], NEEDS],
    [['a', 'b', 'c'], NEEDS],
    [['a', 'xyz'], 'compare: "xyz" is not valid; expected 1 to 32 hex digits'],
    [
      ['a', '--url', 'here'],
      '--url: "here" is not valid; expected a URL such as http://127.0.0.1:16686',
    ],
  ])('%j are refused', (args, sentence) => {
    expect(parseCompareCommand(args)).toBe(sentence);
  });
});
