// `throughline find` against the real HTTP application over a store that the test decides.

import type { AddressInfo } from 'node:net';
import type { FoundTrace, TraceqlSearch } from '@throughline/storage/contract/traceql-store';
import { print } from '@throughline/traceql/syntax/print';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppInstance } from '../http/app-instance.ts';
import { createTestApp, TEST_NOW_NS, traceqlWith } from '../http/testing/create-test-app.ts';
import { parseFindCommand } from './find-arguments.ts';
import { findCommand } from './find-command.ts';

const START_NS = TEST_NOW_NS;
const STATISTICS = { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 };

function trace(id: string, rootName: string, more: Partial<FoundTrace> = {}): FoundTrace {
  return {
    traceId: id.repeat(16),
    startNs: START_NS + 123_456_789n,
    endNs: START_NS + 1_623_456_789n,
    rootService: 'gateway',
    rootName,
    hasRoot: true,
    spanCount: 12,
    errorCount: 0,
    services: [],
    spansets: [
      { matched: 2, spans: [], attributes: [] },
      { matched: 1, spans: [], attributes: [] },
    ],
    ...more,
  };
}

let app: AppInstance | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function run(args: readonly string[], traces: readonly FoundTrace[] = [], total = 0) {
  const asked: TraceqlSearch[] = [];
  app = await createTestApp({
    answers: {
      traceql: traceqlWith({
        search: async (request) => {
          asked.push(request);
          const last = traces.at(-1);
          const hasMore = total > traces.length && last !== undefined;
          return {
            traces,
            ...(hasMore ? { next: { value: 1n, traceId: last.traceId } } : {}),
            total: { count: total, isExact: total % 2 === 0 },
            statistics: STATISTICS,
            ...(total === 9
              ? { incomplete: { limit: 'time', message: 'the query was stopped after 10 s' } }
              : {}),
          };
        },
      }),
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const command = parseFindCommand(['--url', url, ...args]);
  if (typeof command === 'string') throw new Error(command);
  const lines: string[] = [];
  const code = await findCommand(command, {
    print: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
  });
  return { url, code, lines, asked };
}

describe('throughline find', () => {
  it('prints a table of what the query finds', async () => {
    const found = [
      trace('ab', 'GET /'),
      trace('cd', 'POST\n/x', { hasRoot: false, errorCount: 3, spanCount: 1 }),
    ];
    const { code, lines, asked } = await run(
      ['{ status = error }', '--order', 'duration', '--limit', '2', '--since', '1h'],
      found,
      4,
    );
    expect(code).toBe(0);
    expect(lines).toEqual([
      'TRACE                             START (UTC)              DURATION  SPANS  ERRORS  MATCHED  ROOT',
      `${'ab'.repeat(16)}  2026-01-31 12:00:00.123      1.5s     12       0        3  gateway: GET /`,
      `${'cd'.repeat(16)}  2026-01-31 12:00:00.123      1.5s      1       3        3  gateway: POST·/x (no root yet)`,
      '',
      '2 traces of 4; --limit shows more',
    ]);
    expect(asked).toMatchObject([
      { order: 'duration', limit: 2, range: { startNs: TEST_NOW_NS - 3_600_000_000_000n } },
    ]);
    expect(asked.map(({ query }) => print(query))).toEqual(['{ status = error }']);
  });

  it('says when there is none, when there may be more, and when a limit was met', async () => {
    expect((await run(['{ }'])).lines).toEqual(['no trace is found']);
    await app?.close();
    const bounded = await run(['{ }'], [trace('ab', 'GET /')], 9);
    expect(bounded.lines.slice(-2)).toEqual([
      '1 trace of at least 9; --limit shows more',
      '! the query was stopped after 10 s',
    ]);
  });

  it('prints the JSON of the API', async () => {
    const { lines } = await run(['{ }', '--json'], [trace('ab', 'GET /')], 1);
    const [answer] = lines.map((line) => JSON.parse(line));
    expect(answer).toMatchObject({ query: '{ }', traces: [{ traceId: 'ab'.repeat(16) }] });
  });

  it('shows the place where a query is wrong', async () => {
    const { url, code, lines } = await run(['{ stats = error }']);
    expect(code).toBe(1);
    expect(lines).toEqual([
      `! ${url} answers 400: parse error at line 1, col 3: syntax error: unknown identifier: stats. ` +
        'Did you mean "status"?\n\n1 | { stats = error }\n  |   ^^^^^',
    ]);
  });
});

describe('its arguments', () => {
  it.each([
    [[], 'find needs one query in quotes'],
    [['{', '}'], 'find needs one query in quotes'],
    [['{ }', '--limit', '0'], '--limit: "0" is not valid; expected a number from 1 to 1000'],
    [['{ }', '--limit', '1001'], '--limit: "1001"'],
    [['{ }', '--order', 'name'], 'expected one of start, duration, spans, errors'],
    [['{ }', '--since', 'yesterday'], '--since: "yesterday" is not valid'],
    [['{ }', '--url', 'localhost'], '--url: "localhost" is not valid'],
    [['{ }', '--all'], "find: Unknown option '--all'"],
  ])('%j are refused', (args, sentence) => {
    expect(parseFindCommand(args)).toContain(sentence);
  });

  it('ask the usual server for the newest traces', () => {
    expect(parseFindCommand(['{ }'])).toEqual({
      url: 'http://127.0.0.1:16686',
      parameters: { q: '{ }', limit: '20', order: 'start' },
      json: false,
    });
  });
});
