import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestStore } from '../../testing/open-test-store.ts';
import {
  arbitraryMetricsRound,
  type MetricsDifference,
  MetricsRounds,
} from '../testing/metrics-pairs.ts';

const QUERIES_PER_ROUND = 10;

/** More with THROUGHLINE_LONG_TESTS=1, which "npm test -- --long" sets. */
const IS_LONG = process.env['THROUGHLINE_LONG_TESTS'] === '1';
const ROUNDS = IS_LONG ? 1_100 : 30;
const TIMEOUT_MS = IS_LONG ? 3_600_000 : 240_000;

it(
  'counts as the reference evaluator does, whatever the traces and the query',
  async () => {
    const store = await openTestStore();
    const rounds = new MetricsRounds(store);
    let last: { readonly spans: unknown; readonly difference: MetricsDifference } | undefined;
    try {
      await fc.assert(
        fc.asyncProperty(arbitraryMetricsRound(QUERIES_PER_ROUND), async (round) => {
          const difference = await rounds.run(round);
          if (difference === undefined) return;
          last = { spans: round.spans, difference };
          expect.unreachable(difference.query);
        }),
        { numRuns: ROUNDS },
      );
    } catch (error) {
      if (last === undefined) throw error;
      const { query, expected, got } = last.difference;
      const spans = JSON.stringify(last.spans, null, 1);
      throw new Error(`${query}\nexpected\n${expected}\ngot\n${got}\nof\n${spans}`, {
        cause: error,
      });
    } finally {
      await store.close(5_000);
    }
    process.stdout.write(
      `${rounds.pairs} pairs of traces and metrics query, ${rounds.found} with an answer\n`,
    );
    // The queries speak of what the traces have.
    expect(rounds.found).toBeGreaterThan(rounds.pairs / 20);
  },
  TIMEOUT_MS,
);
