// What a deletion does to the catalogue of attributes: values that only deleted spans had are offered no more.

import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterEach, expect, it } from 'vitest';
import { attributeResidue } from '../testing/attribute-residue.ts';
import { type KeeperFixture, openKeeperFixture, traceIdOf } from '../testing/keeper-fixture.ts';
import { rollupResidue } from '../testing/rollup-residue.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const ORIGIN = { requestId: '', remoteAddress: '', userAgent: '', query: '' };

let fixture: KeeperFixture;
afterEach(() => fixture.close());

/** Spans of one message, each of a trace and with a user. */
async function append(spans: readonly { trace: number; user: string }[]): Promise<void> {
  const message = {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spans.map(({ trace, user }, at) => ({
              traceId: traceIdOf(trace),
              spanId: (at + 1).toString(16).padStart(16, '0'),
              name: 'work',
              attributes: [{ key: 'user', value: { stringValue: user } }],
              startTimeUnixNano: String(BigInt(NOW_MS) * 1_000_000n),
            })),
          },
        ],
      },
    ],
  };
  await fixture.store.append(1, (batch) => decodeTracesJson(message, batch, NOW_MS));
  await fixture.store.drained();
}

async function deleteTrace(trace: number): Promise<void> {
  const traceId = ensureExists(hexToBytes(traceIdOf(trace)), 'id');
  await fixture.keeper().deleteTraces({ traceId }, ORIGIN);
}

async function users(): Promise<Record<string, number>> {
  const request = { field: 'span.user', range: {}, limit: 10 };
  const { items } = await fixture.store.traceql.attributeValues(request);
  return Object.fromEntries(
    items.map(({ value, count }) => [value.type === 'string' ? value.value : '', count]),
  );
}

it('takes off what the deleted spans had, and no more', async () => {
  fixture = await openKeeperFixture();
  await append([
    { trace: 1, user: 'ada' },
    ...Array.from({ length: 20 }, () => ({ trace: 2, user: 'ada' })),
    { trace: 1, user: 'bob' },
  ]);
  await deleteTrace(1);
  expect(await users()).toEqual({ ada: 20 });
  expect(await attributeResidue(fixture.connection)).toEqual([]);
  expect(await rollupResidue(fixture.connection)).toEqual([]);
});

it('leaves nothing of a value that a sample has counted for more spans than had it', async () => {
  fixture = await openKeeperFixture();
  await append([
    ...Array.from({ length: 24 }, () => ({ trace: 1, user: 'secret' })),
    ...Array.from({ length: 4_072 }, () => ({ trace: 2, user: 'ada' })),
  ]);
  expect(await users()).toEqual({ ada: 4_064, secret: 32 });
  await deleteTrace(1);
  expect(await users()).toEqual({ ada: 4_064 });
});
