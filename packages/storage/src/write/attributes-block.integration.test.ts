// The catalogue of attributes on a real engine: what is counted of a batch is what the engine finds in its spans.

import { createClient } from '@clickhouse/client';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { arbitraryTraces } from '@throughline/model/otlp/testing/arbitrary-traces';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { attributeResidue } from '../testing/attribute-residue.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openTestStore } from '../testing/open-test-store.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 23, 59, 30);

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function messageOf(spans: readonly { attributes?: unknown[]; events?: unknown[] }[]) {
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', 'shop')] },
        scopeSpans: [
          {
            scope: { name: 'hand', attributes: [text('lang', 'ts')] },
            spans: spans.map((span, at) => ({
              traceId: '1'.padStart(32, '0'),
              spanId: (at + 1).toString(16).padStart(16, '0'),
              parentSpanId: at === 0 ? '' : '1'.padStart(16, '0'),
              name: 'GET /',
              startTimeUnixNano: String(BigInt(NOW_MS) * 1_000_000n),
              ...span,
            })),
          },
        ],
      },
    ],
  };
}

/** `scope name:type = value × count`, without the value for names. */
async function catalogue(connection: EngineConnection, where = '1'): Promise<string[]> {
  const client = createClient(connection);
  const result = await client.query({
    query: `SELECT concat(scope, ' ', name, ':', type, if(is_value, concat('=', value), ''), ' × ',
        toString(sum(count))) AS line
      FROM attributes WHERE ${where} GROUP BY is_value, scope, name, type, value
      ORDER BY is_value, scope, name, type, value`,
    format: 'JSONEachRow',
  });
  const lines = (await result.json<{ line: string }>()).map(({ line }) => line);
  await client.close();
  return lines;
}

it('has a row for each name and each value, by scope and type', async () => {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  const message = messageOf([
    {
      attributes: [
        text('user', 'ada'),
        { key: 'size', value: { intValue: '-5' } },
        { key: 'ratio', value: { doubleValue: 2.5 } },
        { key: 'cached', value: { boolValue: true } },
        { key: 'list', value: { arrayValue: { values: [] } } },
        text('stack', 'x'.repeat(257)),
      ],
      events: [{ name: 'exception', attributes: [text('exception.type', 'a "b"')] }],
    },
    { attributes: [text('user', 'ada'), text('size', 'large')] },
  ]);
  await store.append(1, (batch) => decodeTracesJson(message, batch, NOW_MS));
  await store.drained();
  expect(await catalogue(connection)).toEqual([
    'event exception.type:string × 1',
    'instrumentation lang:string × 2',
    'resource service.name:string × 2',
    'span cached:bool × 1',
    'span list:other × 1',
    'span ratio:double × 1',
    'span size:int × 1',
    'span size:string × 1',
    'span stack:string × 1',
    'span user:string × 2',
    'event exception.type:string=a "b" × 1',
    'instrumentation lang:string=ts × 2',
    'intrinsic event:name:string=exception × 1',
    'intrinsic instrumentation:name:string=hand × 2',
    'intrinsic rootName:string=GET / × 1',
    'intrinsic rootServiceName:string=shop × 1',
    'resource service.name:string=shop × 2',
    'span cached:bool=true × 1',
    'span size:int=-5 × 1',
    'span size:string=large × 1',
    'span user:string=ada × 2',
  ]);
  await store.close(0);
});

it('adds up to what is in the spans, for random spans', async () => {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryTraces, { maxLength: 20 }), async (messages) => {
      const appended = messages.map((message, at) =>
        // Half of them after midnight.
        store.append(1, (batch) => decodeTracesJson(message, batch, NOW_MS + (at % 2) * 60_000)),
      );
      await Promise.all(appended);
    }),
    { numRuns: 20 },
  );
  await store.drained();
  expect(await attributeResidue(connection)).toEqual([]);
  await store.close(0);
});

it('looks at every 16th of many spans, and keeps a thousand values of a name', async () => {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  const spans = Array.from({ length: 32_000 }, (_, at) => ({
    attributes: [text('id', `id ${at}`), text('user', at % 2 === 0 ? 'ada' : 'bob')],
  }));
  await store.append(1, (batch) => decodeTracesJson(messageOf(spans), batch, NOW_MS));
  await store.drained();
  expect(await catalogue(connection, "name = 'user'")).toEqual([
    'span user:string × 32000',
    'span user:string=ada × 16000',
    'span user:string=bob × 16000',
  ]);
  const values = await store.traceql.attributeValues({ field: '.user', range: {}, limit: 10 });
  expect(values.isEstimate).toBe(true);
  const ids = await catalogue(connection, "name = 'id' AND is_value");
  expect(ids).toHaveLength(1_000);
  expect(ids.every((line) => line.endsWith(' × 16'))).toBe(true);
  await store.close(0);
});
