// What the background analysis has found, through the API over the real store and engine: counted, in search results
// and as a condition of a search, by settings that hold for a trace that somebody opens, too.

import type { FindingSettings } from '@throughline/analysis/findings/find-all';
import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import type { AttributeValuesAnswer } from '@throughline/model/api/attributes';
import type { FindingsAnswer } from '@throughline/model/api/findings';
import type { SearchAnswer } from '@throughline/model/api/search';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TraceAnalyser } from '../derive/background/trace-analyser.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const NOON_MS = Date.UTC(2026, 0, 10, 12);
const REST_MS = 10_000;
const SETTINGS: FindingSettings = {
  thresholds: { 'long-gap': { minMs: 9_000 } },
  muted: [{ finding: 'chatty-pair' }, { finding: 'n-plus-one', service: 'quiet' }],
};

let store: SpanStore;
let app: AppInstance;

const traceId = (number: number) => number.toString(16).padStart(32, '0');

/** A request with one query for each of some items. */
function requestOf(trace: number, service: string, queries: number) {
  const startNs = BigInt(NOON_MS + trace) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = (number: number, name: string, kind: number, fromMs: number, toMs: number) => ({
    ...{ traceId: traceId(trace), spanId: number.toString(16).padStart(16, '0'), name, kind },
    startTimeUnixNano: String(startNs + BigInt(fromMs) * 1_000_000n),
    endTimeUnixNano: String(startNs + BigInt(toMs) * 1_000_000n),
  });
  const asked = Array.from({ length: queries }, (_, at) => ({
    ...span(at + 2, 'SELECT', 3, 1 + 10 * at, 10 + 10 * at),
    parentSpanId: '0000000000000001',
    attributes: [
      text('db.system.name', 'postgresql'),
      text('db.query.text', `SELECT name FROM item WHERE id = ${at}`),
    ],
  }));
  const spans = [span(1, 'GET /list', 2, 0, 2 + 10 * queries), ...asked];
  return {
    resource: { attributes: [text('service.name', service)] },
    scopeSpans: [{ spans }],
  };
}

beforeAll(async () => {
  store = await openTestStore();
  const resourceSpans = [
    requestOf(1, 'shop', 8),
    requestOf(2, 'shop', 1),
    requestOf(3, 'quiet', 8),
    requestOf(4, 'shop', 9),
  ];
  await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, NOON_MS));
  await store.drained();
  const analyser = new TraceAnalyser({
    ...{ store, settings: SETTINGS, restMs: REST_MS, cpuShare: 1 },
    nowMs: () => NOON_MS + 60_000,
    utilization: () => 0,
  });
  for (let analysed = 0; analysed < 4; ) analysed += (await analyser.runOnce()).analysed;
  app = await createTestApp({
    store,
    analysis: {
      isOn: true,
      settings: SETTINGS,
      analysedUntilMs: () => analyser.analysedUntilMs,
      clockShifts: () => analyser.clockShifts(),
    },
  });
});

afterAll(async () => {
  await app.close();
  await store.close(0);
});

async function get<T>(url: string, template?: string): Promise<T> {
  const response = await app.inject(url);
  expect([url, response.statusCode]).toEqual([url, 200]);
  if (template !== undefined) await expectMatchesOpenApi(app, template, response);
  return response.json<T>();
}

const search = (q: string) => get<SearchAnswer>(`/api/v1/traces?q=${encodeURIComponent(q)}`);

it('counts what was found, by finding, service and operation', async () => {
  const answer = await get<FindingsAnswer>('/api/v1/findings', '/api/v1/findings');
  expect(answer.coverage).toEqual({
    ...{ isOn: true, traces: 4, analysedTraces: 4 },
    analysedUntil: new Date(NOON_MS + 49_000).toISOString(),
  });
  expect(answer.groupCount).toBe(1);
  const [group] = answer.findings;
  expect(group).toMatchObject({
    ...{ name: 'n-plus-one', service: 'shop', operation: 'GET /list', traces: 2 },
  });
  expect(group?.costNs).toBeGreaterThan(100e6);
  expect(group?.examples.map((example) => example.traceId)).toEqual([traceId(4), traceId(1)]);
  expect(group?.examples[0]).toMatchObject({ rootService: 'shop', spanCount: 9 });
  expect(group?.examples[0]?.sentence).toContain('9');
});

it('says what the rules are, with their thresholds and mutes as they are set', async () => {
  const { rules } = await get<FindingsAnswer>('/api/v1/findings?examples=0');
  expect(rules).toHaveLength(12);
  const rule = (name: string) => rules.find((each) => each.name === name);
  expect(rule('long-gap')?.thresholds[0]).toMatchObject({
    ...{ name: 'minMs', value: 9_000, defaultValue: 2_000 },
  });
  expect(rule('chatty-pair')).toMatchObject({ isMuted: true, mutedServices: [], traces: 0 });
  expect(rule('n-plus-one')).toMatchObject({ isMuted: false, mutedServices: ['quiet'], traces: 2 });
});

it('takes a range, a service and a finding', async () => {
  const groups = async (query: string) =>
    (await get<FindingsAnswer>(`/api/v1/findings?${query}`)).findings.map(({ traces }) => traces);
  const at = (ms: number) => new Date(NOON_MS + ms).toISOString();
  expect(await groups('service=quiet')).toEqual([]);
  expect(await groups('service=shop&name=n-plus-one')).toEqual([2]);
  expect(await groups('name=long-gap')).toEqual([]);
  expect(await groups(`start=${at(2)}&end=${at(4)}`)).toEqual([]);
  expect(await groups(`start=${at(2)}&end=${at(5)}`)).toEqual([1]);
  const wrong = await app.inject('/api/v1/findings?name=n-plus-two');
  expect(wrong.statusCode).toBe(400);
  expect(wrong.json()).toMatchObject({ error: { code: 'INVALID_PARAMETER', field: 'name' } });
});

it('is in search results, and a condition of a search', async () => {
  const { traces } = await search('{ finding = "n-plus-one" }');
  expect(traces.map((trace) => trace.traceId)).toEqual([traceId(4), traceId(1)]);
  expect(traces[0]?.verdict?.findings).toMatchObject([
    { name: 'n-plus-one', service: 'shop', operation: 'GET /list' },
  ]);
  const others = await search('{ finding != "n-plus-one" }');
  expect(others.traces.map(({ verdict }) => verdict)).toEqual([{ findings: [] }, { findings: [] }]);
  const wrong = await app.inject(
    `/api/v1/traces?q=${encodeURIComponent('{ finding = "n-plus-on" }')}`,
  );
  expect(wrong.json().error.place.suggestions).toEqual(['n-plus-one']);
});

it('offers its names with counts', async () => {
  const { values } = await get<AttributeValuesAnswer>('/api/v1/attributes/finding/values');
  expect(values[0]).toEqual({ type: 'string', value: 'n-plus-one', count: 2 });
  expect(values).toHaveLength(12);
});

it('a trace that is opened is held to the same settings', async () => {
  const found = async (trace: number) => {
    const url = `/api/v1/traces/${traceId(trace)}/analysis`;
    return (await get<TraceAnalysisAnswer>(url)).findings.map(({ name }) => name);
  };
  expect(await found(1)).toEqual(['n-plus-one']);
  expect(await found(3)).toEqual([]);
});
