// `throughline services` against the real HTTP application over a store that the test decides.

import type { AddressInfo } from 'node:net';
import type { ServiceFigures } from '@throughline/storage/contract/service-figures';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppInstance } from '../http/app-instance.ts';
import { createTestApp, TEST_NOW_NS } from '../http/testing/create-test-app.ts';
import { parseServicesCommand } from './services-arguments.ts';
import { servicesCommand } from './services-command.ts';

const NOW_S = Number(TEST_NOW_NS / 1_000_000_000n);
const GRID = {
  ...{ startS: NOW_S - 3600, endS: NOW_S, binS: 60 },
  ...{ firstBinS: NOW_S - 3600, binCount: 60 },
};
const WHOLE = {
  ...{ spanCount: 7200, count: 7200, countVariance: 0, errorCount: 72 },
  ...{ p50Ns: 45e6, p95Ns: 90e6, p99Ns: 1.5e9 },
};
const CART: ServiceFigures = {
  ...{ service: 'ca\nrt', spanCount: 9000, errorSpanCount: 72, basis: 'requests' },
  ...{ lastSeen: '2026-01-31T12:00:00Z', whole: WHOLE, bins: [] },
};
const JOB: ServiceFigures = {
  ...{ ...CART, service: 'job', basis: 'spans' },
  ...{ spanCount: 0, whole: { spanCount: 0, count: 0, countVariance: 0, errorCount: 0 } },
};

let app: AppInstance | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function run(args: readonly string[], answers: Partial<SpanStore>) {
  app = await createTestApp({ answers });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const command = parseServicesCommand(['--url', url, ...args]);
  if (typeof command === 'string') throw new Error(command);
  const lines: string[] = [];
  const code = await servicesCommand(command, {
    print: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
  });
  return { code, lines };
}

const services = (all: readonly ServiceFigures[]): Partial<SpanStore> => ({
  serviceFigures: async () => ({ grid: GRID, services: all }),
});

describe('throughline services', () => {
  it('prints how each fares', async () => {
    const { code, lines } = await run([], services([CART, JOB]));
    expect(code).toBe(0);
    expect(lines).toEqual([
      'SERVICE  RATE  ERRORS    P50    P95     P99  SPANS',
      'ca·rt     2/s     1 %  45 ms  90 ms  1.50 s   9000',
      'job       0/s       -      -      -       -      0  takes no requests: of all its spans',
      '',
      '2 services',
    ]);
  });

  it('says when there is nothing', async () => {
    const { lines } = await run([], services([]));
    expect(lines).toEqual(['no service sent spans in this range']);
  });

  it('prints the operations of one', async () => {
    const operations = [{ operation: 'GET /', kind: 2, figures: WHOLE }];
    const { lines } = await run(['cart'], {
      operationFigures: async () => ({ grid: GRID, service: CART, operations, operationCount: 3 }),
    });
    expect(lines).toEqual([
      'OPERATION     KIND    RATE  ERRORS    P50    P95     P99',
      'GET /         server   2/s     1 %  45 ms  90 ms  1.50 s',
      'all requests           2/s     1 %  45 ms  90 ms  1.50 s',
      '',
      'the 1 that took the most time, of 3 operations of cart',
    ]);
  });

  it('prints the answer of the API on request', async () => {
    const { lines } = await run(['--json', '--since', '6h'], services([CART]));
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      grid: { endMs: NOW_S * 1000 },
      services: [{ name: 'ca\nrt', figures: { requests: { ratePerSecond: 2 } } }],
    });
  });

  it('says what the server refuses', async () => {
    const { code, lines } = await run(['--start', 'yesterday'], services([]));
    expect(code).toBe(1);
    expect(lines.join()).toContain('start: "yesterday" is not valid');
  });
});

describe('the arguments', () => {
  it.each([
    [['a', 'b'], 'services takes one service or none, found a b'],
    [['--since', '1h', '--start', 'now-2h'], 'give --since or --start, not both'],
    [['--since', 'soon'], '--since: "soon" is not valid'],
    [['--url', 'there'], '--url: "there" is not valid'],
    [['--sinse', '1h'], "Unknown option '--sinse'"],
  ])('refuses %j', (args, sentence) => {
    expect(parseServicesCommand(args)).toContain(sentence);
  });

  it('asks for the last hour unless told otherwise', () => {
    expect(parseServicesCommand([])).toMatchObject({ parameters: { start: 'now-1h' } });
    expect(parseServicesCommand(['--start', '2026-01-31T12:00:00Z', '--end', 'now'])).toMatchObject(
      { parameters: { start: '2026-01-31T12:00:00Z', end: 'now' } },
    );
  });
});
