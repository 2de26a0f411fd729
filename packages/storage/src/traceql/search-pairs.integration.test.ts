import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestStore } from '../testing/open-test-store.ts';
import { arbitraryRound, type Round, Rounds } from './testing/search-pairs.ts';

const QUERIES_PER_ROUND = 10;

/** More with THROUGHLINE_LONG_TESTS=1, which "npm test -- --long" sets. */
const IS_LONG = process.env['THROUGHLINE_LONG_TESTS'] === '1';
const ROUNDS = IS_LONG ? 1_100 : 40;
const TIMEOUT_MS = IS_LONG ? 3_600_000 : 120_000;

it(
  'answers as the reference evaluator does, whatever the traces and the query',
  async () => {
    const store = await openTestStore();
    const rounds = new Rounds(store);
    let last: { readonly round: Round; readonly difference: unknown } | undefined;
    try {
      await fc.assert(
        fc.asyncProperty(arbitraryRound(QUERIES_PER_ROUND), async (round) => {
          const difference = await rounds.run(round);
          if (difference === undefined) return;
          last = { round, difference };
          expect.unreachable(JSON.stringify(difference));
        }),
        { numRuns: ROUNDS },
      );
    } catch (error) {
      console.error(JSON.stringify(last, null, 1));
      throw error;
    } finally {
      await store.close(5_000);
    }
    process.stdout.write(
      `${rounds.pairs} pairs of traces and query, ${rounds.found} with an answer\n`,
    );
    // The queries speak of what the traces have.
    expect(rounds.found).toBeGreaterThan(rounds.pairs / 5);
  },
  TIMEOUT_MS,
);
