import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { instantGrid } from '@throughline/traceql/eval/metrics/time-grid';
import { valueText } from '@throughline/traceql/eval/value';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineConnection } from '../../contract/engine-connection.ts';
import type { SpanStore } from '../../contract/span-store.ts';
import type { TraceqlMetrics, TraceqlMetricsAnswer } from '../../contract/traceql-store.ts';
import { engineCommand } from '../../engine/engine-request.ts';
import { createTestDatabase } from '../../testing/create-test-database.ts';
import { openTestStore } from '../../testing/open-test-store.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;
const HOUR_NS = 3_600_000_000_000n;
const LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 256 * 1024 ** 2 };

const TEXT = { stringValue: 'x' };

interface Sent {
  /** Of the trace, and of the span where nothing else is said. */
  readonly id: number;
  readonly spanId?: number;
  readonly kind?: number;
  readonly minute?: number;
  readonly service?: object;
  readonly attribute?: object;
}

/** One message: spans of one trace each, named after their numbers. */
async function send(store: SpanStore, ...spans: readonly Sent[]): Promise<void> {
  const resourceSpans = spans.map(
    ({ id, spanId = id, kind = 0, minute = 0, service, attribute }) => {
      const startNs = NOW_NS + BigInt(minute) * 60_000_000_000n;
      return {
        resource: {
          attributes: service === undefined ? [] : [{ key: 'service.name', value: service }],
        },
        scopeSpans: [
          {
            spans: [
              {
                traceId: id.toString(16).padStart(32, '0'),
                spanId: spanId.toString(16).padStart(16, '0'),
                kind,
                name: `span ${id}`,
                startTimeUnixNano: String(startNs),
                endTimeUnixNano: String(startNs + 1_000_000n),
                attributes: attribute === undefined ? [] : [{ key: 'a', value: attribute }],
              },
            ],
          },
        ],
      };
    },
  );
  await store.append(100, (batch) => decodeTracesJson({ resourceSpans }, batch, NOW_MS));
  await store.drained();
}

function request(text: string, more: Partial<TraceqlMetrics> = {}): TraceqlMetrics {
  const grid = instantGrid(NOW_NS, NOW_NS + HOUR_NS);
  const query = parseAndCheck(text);
  return { query, grid, exemplars: 0, maxSeries: 100, limits: LIMITS, ...more };
}

/** The one value of each series, after its labels. */
function shown({ series }: TraceqlMetricsAnswer): string[] {
  return series.map(
    ({ labels, values }) =>
      `${labels.map(([name, value]) => `${name}=${valueText(value)}`).join(' ')}: ${values[0]}`,
  );
}

async function ask(store: SpanStore, text: string): Promise<string[]> {
  const answer = await store.traceql.metrics(request(text));
  expect(answer.incomplete).toBeUndefined();
  return shown(answer);
}

describe('spans that come twice', () => {
  let connection: EngineConnection;
  let store: SpanStore;
  const count = () => ask(store, '{ } | count_over_time()');

  beforeAll(async () => {
    connection = await createTestDatabase();
    store = await openTestStore(connection);
    await send(store, { id: 1 }, { id: 2 }, { id: 3, minute: 5 });
  });

  it('are counted once, whenever the second one comes', async () => {
    expect(await count()).toEqual(['__name__=count_over_time: 3']);
    await send(store, { id: 2 }, { id: 4 });
    expect(await count()).toEqual(['__name__=count_over_time: 4']);
    await send(store, { id: 3, minute: 5 });
    await send(store, { id: 5, minute: 7 });
    expect(await count()).toEqual(['__name__=count_over_time: 5']);
  });

  it('are counted once by a store that has not seen them come', async () => {
    const other = await openTestStore(connection);
    expect(await ask(other, '{ } | count_over_time()')).toEqual(['__name__=count_over_time: 5']);
    await other.close(5_000);
  });

  it('are counted once when their parts have been merged', async () => {
    const sql = `OPTIMIZE TABLE ${connection.database}.spans FINAL`;
    await engineCommand(connection, sql, 30_000);
    await send(store, { id: 5, minute: 7 }, { id: 6 });
    await engineCommand(connection, sql, 30_000);
    expect(await count()).toEqual(['__name__=count_over_time: 6']);
  });

  it('are one exemplar', async () => {
    const { series } = await store.traceql.metrics(request('{ } | rate()', { exemplars: 100 }));
    expect(series[0]?.exemplars.map(({ spanId }) => Number(spanId))).toEqual([1, 2, 4, 6, 3, 5]);
  });
});

describe('roots', () => {
  it('are spans without a parent whose ids are their own', async () => {
    const store = await openTestStore();
    await send(store, { id: 1 }, { id: 2 }, { id: 2, spanId: 9, kind: 2 });
    const count = () => ask(store, '{ nestedSetParent < 0 } | count_over_time() by(name)');
    expect(await count()).toEqual(['name=span 1: 1', 'name=span 2: 2']);
    await send(store, { id: 2, spanId: 9, kind: 3 });
    expect(await count()).toEqual(['name=span 1: 1', 'name=span 2: 1']);
    // What comes again is no other span.
    await send(store, { id: 1 });
    expect(await count()).toEqual(['name=span 1: 1', 'name=span 2: 1']);
  });
});

describe('compare', () => {
  it('tells the values that come up most, and how many spans have others', async () => {
    const store = await openTestStore();
    const often = Array.from({ length: 3 }, (_, at) => ({ id: 1 + at, attribute: TEXT }));
    const once = Array.from({ length: 150 }, (_, at) => ({
      id: 10 + at,
      attribute: { intValue: String(at) },
    }));
    await send(store, ...often, ...once);
    const answer = await store.traceql.metrics(request('{ } | compare({ name = "span 1" }, 1)'));
    expect(shown(answer).filter((line) => line.includes(' span.a='))).toEqual([
      '__meta_error=__too_many_values__ __meta_type=baseline span.a=nil: 0',
      '__meta_type=baseline span.a=x: 2',
      '__meta_type=baseline_total span.a=nil: 152',
      '__meta_type=selection span.a=x: 1',
      '__meta_type=selection_total span.a=nil: 1',
    ]);
    // No trace was looked at: the engine has counted.
    expect(answer.statistics.inspectedTraces).toBe(0);
  });
});

describe('a metrics query', () => {
  let store: SpanStore;

  beforeAll(async () => {
    store = await openTestStore();
    await send(
      store,
      { id: 1, service: { stringValue: 'shop' }, attribute: { intValue: '1' } },
      { id: 2, attribute: { stringValue: '1' } },
      { id: 3, service: { stringValue: 'unknown_service' } },
      {
        id: 4,
        service: { intValue: '7' },
        attribute: { arrayValue: { values: [{ intValue: '1' }, { intValue: '5' }] } },
      },
    );
  });

  it('tells a service without a name from one that is called so', async () => {
    expect(await ask(store, '{ } | count_over_time() by(resource.service.name)')).toEqual([
      'resource.service.name=7: 1',
      'resource.service.name=nil: 1',
      'resource.service.name=shop: 1',
      'resource.service.name=unknown_service: 1',
    ]);
  });

  it('tells a number from its text', async () => {
    expect(await ask(store, '{ } | count_over_time() by(.a)')).toEqual([
      '.a=1: 1',
      '.a=1: 1',
      '.a=[1, 5]: 1',
      '.a=nil: 1',
    ]);
    expect(await ask(store, '{ } | sum_over_time(.a)')).toEqual(['__name__=sum_over_time: 1']);
  });

  it('asks the reference about lists', async () => {
    expect(await ask(store, '{ .a = 1 } | count_over_time() by(name)')).toEqual([
      'name=span 1: 1',
      'name=span 4: 1',
    ]);
    expect(await ask(store, '{ .a != 1 } | count_over_time() by(name)')).toEqual([]);
  });

  it('looks at whole traces where SQL does not do', async () => {
    expect(await ask(store, '{ } | count() = 1 | count_over_time() by(rootName)')).toEqual([
      'rootName=span 1: 1',
      'rootName=span 2: 1',
      'rootName=span 3: 1',
      'rootName=span 4: 1',
    ]);
  });

  it('tells the first series when there are too many', async () => {
    const answer = await store.traceql.metrics(request('{ } | rate() by(name)', { maxSeries: 2 }));
    expect(answer.series.map(({ labels }) => labels[0]?.[1])).toEqual([
      { type: 'string', value: 'span 1' },
      { type: 'string', value: 'span 2' },
    ]);
    expect(answer.incomplete).toEqual({
      limit: 'series',
      message: 'there are 4 series, of which 2 are told',
    });
  });

  it.each(['{ } | rate() by(name)', '{ } | count() = 1 | rate() by(name)'])(
    'names the limit that ended it: %s',
    async (text) => {
      const inTime = request(text, { limits: { ...LIMITS, timeoutMs: 0 } });
      expect((await store.traceql.metrics(inTime)).incomplete).toEqual({
        limit: 'time',
        message: 'the query was stopped after 0 s',
      });
      const inMemory = request(text, { limits: { ...LIMITS, maxMemoryBytes: 1_024 } });
      expect((await store.traceql.metrics(inMemory)).incomplete?.limit).toBe('memory');
    },
  );

  it('ends when whoever asked has gone', async () => {
    const asked = store.traceql.metrics(request('{ } | rate()'), AbortSignal.abort());
    await expect(asked).rejects.toThrow(/abort/i);
  });

  it('is not for traces', async () => {
    await expect(store.traceql.metrics(request('{ }'))).rejects.toThrow(TraceqlError);
  });
});
