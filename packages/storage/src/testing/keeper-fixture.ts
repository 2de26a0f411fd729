// A store and its keeper on an empty database, with a clock that a test sets, and spans in short form.
// Import it only from test files.

import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { silentLogger } from '../contract/logger.ts';
import type { SpanStore } from '../contract/span-store.ts';
import type { TraceKeeper } from '../contract/trace-keeper.ts';
import type { Search } from '../keep/found-traces.ts';
import { type KeeperClock, openTraceKeeper } from '../keep/open-trace-keeper.ts';
import { DEFAULT_RETENTION, type RetentionPolicy } from '../keep/retention-policy.ts';
import { allTraces, TEST_QUERY_LIMITS } from './all-traces.ts';
import { createTestDatabase } from './create-test-database.ts';
import { openTestStore } from './open-test-store.ts';

export interface SpanNote {
  readonly trace: number;
  readonly service: string;
  readonly name?: string;
  readonly receivedMs: number;
  readonly isChild?: boolean;
  readonly isError?: boolean;
}

export interface KeeperFixture {
  readonly store: SpanStore;
  readonly connection: EngineConnection;
  /** The keeper's clock: set it to let time pass. */
  nowMs: number;
  keeper(policy?: Partial<RetentionPolicy>, isAlone?: boolean, search?: Search): TraceKeeper;
  append(...spans: readonly SpanNote[]): Promise<void>;
  /** Numbers of the traces that can be read by id, each with its number of spans. */
  stored(...traces: readonly number[]): Promise<Record<number, number>>;
  /** Numbers of the traces that a search finds, newest first. */
  found(): Promise<number[]>;
  close(): Promise<void>;
}

export const traceIdOf = (trace: number) => trace.toString(16).padStart(32, '0');

export async function openKeeperFixture(clock?: Partial<KeeperClock>): Promise<KeeperFixture> {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  const keepers: TraceKeeper[] = [];
  let spans = 0;
  const fixture: KeeperFixture = {
    store,
    connection,
    nowMs: 0,
    keeper(policy = {}, isAlone = true, search = store.traceql.search) {
      const keeper = openTraceKeeper({
        connection,
        logger: silentLogger,
        policy: { ...DEFAULT_RETENTION, ...policy },
        isAlone,
        store: { ...store, traceql: { ...store.traceql, search } },
        maxQueryMemoryBytes: TEST_QUERY_LIMITS.maxMemoryBytes,
        clock: { nowMs: () => fixture.nowMs, wait: async () => {}, ...clock },
      });
      keepers.push(keeper);
      return keeper;
    },
    async append(...notes) {
      for (const note of notes) {
        const message = messageOf(note, ++spans);
        await store.append(1, (batch) => decodeTracesJson(message, batch, note.receivedMs));
      }
      await store.drained();
    },
    async stored(...traces) {
      const found: Record<number, number> = {};
      for (const trace of traces) {
        const batch = await store.trace(ensureExists(hexToBytes(traceIdOf(trace)), 'id'));
        if (batch !== undefined) found[trace] = batch.rowCount;
      }
      return found;
    },
    async found() {
      const { traces } = await store.traceql.search(allTraces(100));
      return traces.map(({ traceId }) => Number(`0x${traceId}`));
    },
    async close() {
      for (const keeper of keepers) await keeper.close();
      await store.close(0);
    },
  };
  return fixture;
}

function messageOf(note: SpanNote, number: number) {
  const startNs = BigInt(note.receivedMs) * 1_000_000n;
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [{ key: 'service.name', value: { stringValue: note.service } }],
        },
        scopeSpans: [
          {
            spans: [
              {
                traceId: traceIdOf(note.trace),
                spanId: number.toString(16).padStart(16, '0'),
                parentSpanId: note.isChild ? 'ffffffffffffffff' : '',
                name: note.name ?? 'work',
                startTimeUnixNano: String(startNs),
                endTimeUnixNano: String(startNs + 1_000_000n),
                status: note.isError ? { code: 2 } : {},
              },
            ],
          },
        ],
      },
    ],
  };
}
