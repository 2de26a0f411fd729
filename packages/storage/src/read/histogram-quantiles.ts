// Quantiles of durations from a histogram. The engine finds in which buckets they lie, and what lies within is worked out
// here: as SQL the formula would take longer than everything that is read for it.

import { durationOfBucket } from '../contract/rollups.ts';

const SHARES = [0.5, 0.95, 0.99];

/** Of a row of withPlaces. */
export interface QuantilePlaces {
  /** Number of the bucket, how many values it and those before it have, and how many it has; one for each share. */
  readonly places: readonly (readonly [bucket: number, upTo: number, its: number])[];
  readonly total: number;
}

/** What withPlaces adds to the rows. */
export const PLACES = 'places, toFloat64(total) AS total';

/**
 * The rows of a statement with a column `histogram`: buckets, ascending, and how many each has. In steps, as in one
 * statement each part would be computed again wherever it is used.
 */
export function withPlaces(statement: string): string {
  const indexes = SHARES.map(
    (share) => `arrayFirstIndex(upTo -> upTo >= ${share} * total, cumulated)`,
  );
  const place = '(toInt32(histogram.1[at]), toFloat64(cumulated[at]), toFloat64(histogram.2[at]))';
  return `(SELECT *, arrayMap(at -> ${place}, [${indexes.join(', ')}]) AS places FROM (
    SELECT *, arrayCumSum(histogram.2) AS cumulated, arraySum(histogram.2) AS total FROM (${statement})))`;
}

/**
 * Durations in nanoseconds of which a half, 95 and 99 in 100 are shorter; empty when there is nothing. Within a bucket
 * they are taken to be spread evenly.
 */
export function quantilesOf({ places, total }: QuantilePlaces, perDoubling: number): number[] {
  if (total === 0) return [];
  return places.map(([bucket, upTo, its], at) => {
    const begin = durationOfBucket(bucket, perDoubling);
    const length = bucket === 0 ? 0 : durationOfBucket(bucket + 1, perDoubling) - begin;
    return begin + (length * ((SHARES[at] ?? 0) * total - (upTo - its))) / its;
  });
}
