import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestStore } from '../testing/open-test-store.ts';
import { arbitraryRound, Rounds } from './testing/search-pairs.ts';

/** Of about ten queries. The long form is for "npm test -- --long". */
const ROUNDS = process.env['THROUGHLINE_LONG_TESTS'] === '1' ? 1_100 : 30;
const TOLD_EVERY = 100;
const TIMEOUT_MS = 7_200_000;

it(
  'answers as the reference evaluator does, whatever the traces and the query',
  async () => {
    const store = await openTestStore();
    const rounds = new Rounds(store);
    try {
      await fc.assert(
        fc.asyncProperty(arbitraryRound, async (round) => {
          expect(await rounds.run(round)).toBeUndefined();
          if (rounds.count % TOLD_EVERY === 0) console.info(`${rounds.pairs} pairs …`);
        }),
        { numRuns: ROUNDS },
      );
    } finally {
      await store.close(5_000);
    }
    console.info(`${rounds.pairs} pairs of traces and query, ${rounds.found} with an answer`);
    // The queries speak of what the traces have: about a fifth of them finds something, and chance has its share in it.
    expect(rounds.found).toBeGreaterThan(rounds.pairs / 20);
  },
  TIMEOUT_MS,
);
