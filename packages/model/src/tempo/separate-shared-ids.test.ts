import { expect, it } from 'vitest';
import { bytesToHex } from '../base/hex.ts';
import { SpanBatch } from '../batch/span-batch.ts';
import { decodeTracesJson } from '../otlp/json-decode.ts';
import { separateSharedIds } from './separate-shared-ids.ts';

/** [id, parent, kind] of each span, before and after. */
function separated(spans: readonly (readonly [id: number, parent: number, kind: number])[]) {
  const hex = (id: number): string => id.toString(16).padStart(16, '0');
  const batch = new SpanBatch();
  decodeTracesJson(
    {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: spans.map(([id, parent, kind]) => ({
                traceId: '5b8efff798038103d269b633813fc60c',
                spanId: hex(id),
                ...(parent === 0 ? {} : { parentSpanId: hex(parent) }),
                kind,
              })),
            },
          ],
        },
      ],
    },
    batch,
    0,
  );
  separateSharedIds(batch);
  return spans.map((_, row) => [
    Number.parseInt(bytesToHex(batch.spanId.at(row)), 16),
    Number.parseInt(bytesToHex(batch.parentSpanId.at(row)), 16),
    batch.kind.at(row),
  ]);
}

it('puts the server below the client it shares an id with, and its children below it', () => {
  expect(
    separated([
      [2, 0, 1],
      [10, 2, 3],
      [10, 2, 2],
      [11, 10, 1],
    ]),
  ).toEqual([
    [2, 0, 1],
    [10, 2, 3],
    [1, 10, 2],
    [11, 1, 1],
  ]);
});

it('takes ids that the trace does not have, and leaves traces without shared ids alone', () => {
  expect(
    separated([
      [1, 0, 3],
      [1, 0, 2],
      [2, 1, 1],
    ]),
  ).toEqual([
    [1, 0, 3],
    [3, 1, 2],
    [2, 3, 1],
  ]);
  const apart = [
    [5, 0, 2],
    [6, 5, 3],
    [7, 6, 2],
  ] as const;
  expect(separated(apart)).toEqual(apart);
});
