// A profile's time is given to the parts it was spent in.

import { expect, it } from 'vitest';
import { type CpuProfile, summarizeProfiles } from './profile-summary.ts';

function profile(times: readonly (readonly [name: string, url: string, micros: number])[]) {
  return {
    // Each has called the next one when that is a built-in function.
    nodes: times.map(([functionName, url], id) => ({
      id,
      callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
      children: times[id + 1]?.[1] === '' ? [id + 1] : [],
    })),
    samples: times.map((_, id) => id),
    timeDeltas: times.map(([, , micros]) => micros),
  } satisfies CpuProfile;
}

it('adds up self time by part, without idling', () => {
  const shares = summarizeProfiles(
    [
      profile([
        ['readSpan', 'packages/model/src/otlp/span-decode.ts', 200],
        ['varint', 'packages/model/src/otlp/wire-reader.ts', 100],
        ['(idle)', '', 5_000],
        ['(garbage collector)', '', 200],
      ]),
      profile([
        ['readSpan', 'packages/model/src/otlp/span-decode.ts', 100],
        ['write', 'packages/storage/src/write/native-writer.ts', 200],
        ['writev', 'node:fs', 50],
        ['onread', 'node:internal/stream_base_commons', 25],
        ['readable', '', 25],
        ['processTicks', 'node:internal/process/task_queues', 25],
        ['insert', 'node_modules/@clickhouse/client/dist/client.js', 50],
        ['writev', '', 25],
      ]),
    ],
    ({ url }) => url,
  );
  expect(shares.map(({ part, percent }) => [part, percent])).toEqual([
    ['decode', 40],
    ['gc', 20],
    ['native', 20],
    ['engine client', 7.5],
    ['spool', 5],
    ['http', 5],
    ['rest of Node.js', 2.5],
  ]);
  expect(shares[0]?.functions).toEqual([
    { name: 'readSpan', percent: 30 },
    { name: 'varint', percent: 10 },
  ]);
});
