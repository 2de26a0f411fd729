// Every example of docs/traceql.md finds in the store what the page says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { isFindingName } from '@throughline/model/span/finding-name';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { drawnFindings, drawTraces, T0_NS } from '@throughline/traceql/eval/testing/draw-traces';
import {
  errorLine,
  isSaid,
  type PageExample,
  readLanguagePage,
} from '@throughline/traceql/eval/testing/language-page';
import { showTrace } from '@throughline/traceql/eval/testing/show-matches';
import { SHOWN_GRID, showOneSeries } from '@throughline/traceql/eval/testing/show-series';
import { isMetrics, type Query } from '@throughline/traceql/syntax/ast';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SpanStore } from '../contract/span-store.ts';
import type { AnalysedSlice } from '../contract/verdict-store.ts';
import { openTestStore } from '../testing/open-test-store.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/traceql.md'), 'utf8');
const { drawing, examples } = readLanguagePage(PAGE);

const RECEIVED_MS = Number(T0_NS / 1_000_000n);
const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 2 ** 30 };
/** More than any example has. */
const ALL = 100;
const CLOSE_MS = 5_000;

let store: SpanStore;

beforeAll(async () => {
  store = await openTestStore();
  const request = JSON.parse(encodeTraceJson(drawTraces(drawing)));
  await store.append(1, (batch) => decodeTracesJson(request, batch, RECEIVED_MS));
  await store.drained();
  await store.verdicts.save({ verdicts: drawnVerdicts(), usual: [] });
  return () => store.close(CLOSE_MS);
});

/** What the page says was found, as the analysis would store it. */
function drawnVerdicts(): AnalysedSlice['verdicts'] {
  const day = new Date(RECEIVED_MS).toISOString().slice(0, 10);
  return [...drawnFindings(drawing)].map(([traceId, names]) => ({
    ...{ traceId, day, startNs: T0_NS, rootService: '', rootName: '', spanCount: 1 },
    isUsual: false,
    findings: names.filter(isFindingName).map((name) => ({
      ...{ name, service: '', operation: '', costNs: 0, spanCount: 1, sentence: '' },
    })),
  }));
}

async function answerOf({ query }: PageExample): Promise<readonly string[]> {
  try {
    const parsed = parseAndCheck(query);
    return await (isMetrics(parsed.body) ? metrics(parsed) : search(parsed));
  } catch (error) {
    return [errorLine(error)];
  }
}

async function search(query: Query): Promise<readonly string[]> {
  const page = { range: {}, order: 'start', limit: ALL, spansPerSpanset: ALL } as const;
  const { traces } = await store.traceql.search({ query, ...page, limits: LIMITS });
  return traces.map(({ traceId, spansets }) =>
    showTrace(
      traceId,
      spansets.map(({ spans, attributes }) => ({
        names: spans.map(({ name }) => name),
        attributes,
      })),
    ),
  );
}

async function metrics(query: Query): Promise<readonly string[]> {
  const asked = { query, grid: SHOWN_GRID, exemplars: 0, maxSeries: ALL, limits: LIMITS };
  return (await store.traceql.metrics(asked)).series.map(showOneSeries);
}

describe('the examples of the language page, over the store', () => {
  it.each(examples.map((example) => [example.query, example] as const))(
    '%s',
    async (_, example) => {
      const answer = await answerOf(example);
      expect(answer.filter((line) => isSaid(line, example))).toEqual(
        example.expected.filter((line) => line !== '…'),
      );
    },
  );
});
