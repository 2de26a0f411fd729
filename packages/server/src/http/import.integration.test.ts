// Files of traces through the API and the commands, over the real store and engine: they can be found by the times that
// they tell, come once however often they are imported, and go out again as they came in.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import { plainSpans } from '@throughline/model/otlp/testing/plain-spans';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExportCommand } from '../cli/export-arguments.ts';
import { exportCommand } from '../cli/export-command.ts';
import { parseImportCommand } from '../cli/import-arguments.ts';
import { importCommand } from '../cli/import-command.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

let store: SpanStore;
let app: AppInstance;
let url: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-import-'));
  store = await openTestStore();
  app = await createTestApp({ store, nowNs: () => BigInt(Date.now()) * 1_000_000n });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], input = Readable.from([])) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const terminal = {
    print: (line: string) => void printed.push(line),
    complain: (line: string) => void complaints.push(line),
    write: () => {},
    isInteractive: false,
    input,
  };
  const [verb, ...rest] = [...args, `--url=${url}`];
  const parsed = verb === 'import' ? parseImportCommand(rest) : parseExportCommand(rest);
  if (typeof parsed === 'string') throw new Error(parsed);
  const exitCode =
    'files' in parsed
      ? await importCommand(parsed, terminal)
      : await exportCommand(parsed, terminal);
  return { exitCode, printed, complaints };
}

const JAEGER_TRACE = 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1';

/** Of November 2023, long before any retention, as somebody has kept it. */
const START_US = 1_700_000_000_000_000;

function jaegerSpan(id: number, parent: number | undefined, process: string, operation: string) {
  const spanID = (one: number) => one.toString(16).padStart(16, '0');
  const reference = { refType: 'CHILD_OF', traceID: JAEGER_TRACE, spanID: spanID(parent ?? 0) };
  return {
    traceID: JAEGER_TRACE,
    spanID: spanID(id),
    operationName: operation,
    references: parent === undefined ? [] : [reference],
    startTime: START_US + id,
    duration: 1000 - id,
    tags: [{ key: 'span.kind', type: 'string', value: id % 2 === 1 ? 'server' : 'client' }],
    logs: [],
    processID: process,
    warnings: null,
  };
}

const JAEGER_FILE = JSON.stringify({
  data: [
    {
      traceID: JAEGER_TRACE,
      spans: [
        jaegerSpan(1, undefined, 'p1', 'GET /old'),
        jaegerSpan(2, 1, 'p1', 'call'),
        jaegerSpan(3, 2, 'p2', 'SELECT'),
      ],
      processes: {
        p1: { serviceName: 'import-front', tags: [] },
        p2: { serviceName: 'import-back', tags: [] },
      },
      warnings: null,
    },
  ],
  total: 0,
  limit: 0,
  offset: 0,
  errors: null,
});

async function json(path: string) {
  const response = await app.inject(path);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

describe('a file that is imported twice', () => {
  it('is there once', async () => {
    const file = join(folder, 'jaeger.json.gz');
    writeFileSync(file, gzipSync(JAEGER_FILE));
    for (const _ of ['once', 'twice']) {
      expect(await run(['import', file])).toEqual({
        exitCode: 0,
        printed: [`${file}: 1 trace with 3 spans, Jaeger's JSON`, `  ${url}/trace/${JAEGER_TRACE}`],
        complaints: [],
      });
    }
    const { services } = await json('/api/v1/services');
    expect(services).toContainEqual(
      expect.objectContaining({ name: 'import-front', spanCount: 2 }),
    );
    const range = 'start=2023-11-14T22:00:00Z&end=2023-11-14T23:00:00Z';
    const found = await json(`/api/v1/traces?service=import-front&${range}&countAll=true`);
    expect(found).toMatchObject({
      traces: [{ traceId: JAEGER_TRACE, spanCount: 3, rootName: 'GET /old' }],
      total: { count: 1, isExact: true },
    });
    const { rowCount } = (await store.trace(Buffer.from(JAEGER_TRACE, 'hex'))) ?? {};
    expect(rowCount).toBe(3);
    const query = encodeURIComponent(
      '{ resource.service.name =~ "import-.*" } | count_over_time()',
    );
    const { series } = await json(`/api/v1/metrics/query?q=${query}&${range}&instant=true`);
    expect(series.map(({ values }: { values: number[] }) => values)).toEqual([[3]]);
    const edges = await json(
      `/api/dependencies?endTs=${START_US / 1000 + 60_000}&lookback=${3_600_000}`,
    );
    expect(edges.data).toEqual([
      { parent: 'import-front', child: 'import-back', callCount: 1 },
      { parent: 'import-front', child: 'import-front', callCount: 1 },
    ]);
  });

  it('is not found in ranges that it does not belong to', async () => {
    expect((await json('/api/v1/traces?service=import-front&start=now-1d')).traces).toEqual([]);
  });
});

async function exported(traceId: string, form: string): Promise<string> {
  const { exitCode, printed } = await run(['export', traceId, '--form', form]);
  expect(exitCode).toBe(0);
  return printed.join('');
}

type Tagged = { readonly key: string };

/** Their order is not kept. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const isOfTags = items.every((item): item is Tagged => Reflect.has(Object(item), 'key'));
    return isOfTags ? items.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sorted(one)]));
}

describe.each([
  ['otlp', 'b1'.repeat(16)],
  ['jaeger', 'b2'.repeat(16)],
  ['zipkin', 'b3'.repeat(16)],
] as const)('the form %s', (form, otherId) => {
  it('comes out as it went in', async () => {
    await run(['import', '-'], Readable.from([Buffer.from(JSON.stringify(FULL_TRACE))]));
    const text = await exported(TRACE_ID, form);
    const other = text.replaceAll(TRACE_ID, otherId);
    const answer = await run(['import', '--json', '-'], Readable.from([Buffer.from(other)]));
    expect(JSON.parse(answer.printed.join(''))).toMatchObject({
      forms: [form],
      traceIds: [otherId],
      errors: [],
    });
    const again = JSON.parse(await exported(otherId, form));
    if (form === 'otlp') expect(plainSpans(again)).toEqual(plainSpans(JSON.parse(other)));
    else expect(sorted(again)).toEqual(sorted(JSON.parse(other)));
  });
});

describe('POST /api/v1/import', () => {
  const post = (payload: string, headers: object = {}) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/import',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('answers as its description says', async () => {
    const taken = await post(JAEGER_FILE);
    await expectMatchesOpenApi(app, '/api/v1/import', taken, 'post');
    expect(taken.json()).toMatchObject({ spans: 3, traceIds: [JAEGER_TRACE], complete: true });
    const refused = await post('{"hello":"world"}');
    await expectMatchesOpenApi(app, '/api/v1/import', refused, 'post');
    expect(refused.json().error).toMatchObject({
      code: 'INVALID_TRACE_FILE',
      message: expect.stringMatching(/^line 1, byte 0: it is neither/),
    });
  });

  it.each([
    [{ 'content-type': 'text/plain' }, 400, 'INVALID_BODY'],
    [{ origin: 'https://elsewhere.example' }, 403, 'ORIGIN_NOT_ALLOWED'],
  ])('takes none with %j', async (headers, status, code) => {
    const response = await post(JAEGER_FILE, headers);
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
  });
});

describe('the commands', () => {
  it('say which file is wrong and where, and go on with the next', async () => {
    const bad = join(folder, 'bad.json');
    const good = join(folder, 'good.json');
    writeFileSync(bad, '[\n1]');
    writeFileSync(good, JAEGER_FILE);
    const { exitCode, printed, complaints } = await run([
      'import',
      bad,
      good,
      join(folder, 'none'),
    ]);
    expect(exitCode).toBe(1);
    expect(printed[0]).toBe(`${good}: 1 trace with 3 spans, Jaeger's JSON`);
    expect(complaints).toEqual([
      expect.stringContaining(`${bad}: ${url} answers 400: line 2, byte 2: expected an object`),
      expect.stringContaining('no such file'),
    ]);
  });

  it.each([
    [['import'], 'import needs a file'],
    [['import', '-', '-'], 'is there twice'],
    [['export'], 'export needs one trace id'],
    [['export', 'xyz'], '"xyz" is not valid'],
    [
      ['export', 'ab', '--form', 'xml'],
      '--form: "xml" is not valid; expected one of otlp, jaeger, zipkin',
    ],
  ])('refuse %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
  });

  it('say that there is no such trace', async () => {
    const { exitCode, complaints } = await run(['export', 'abcdef', '--form', 'jaeger']);
    expect([exitCode, complaints[0]]).toEqual([1, expect.stringContaining('answers 404')]);
  });
});
