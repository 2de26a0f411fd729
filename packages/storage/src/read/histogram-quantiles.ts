// Quantiles of durations from a histogram, in SQL. Buckets are parts of doublings: bucket n > 0 begins at
// 2^floor((n-1)/k) * (1 + ((n-1) % k)/k) nanoseconds, where the next one ends; bucket 0 has no duration.

/** Where a bucket begins, in nanoseconds. */
function beginOf(bucket: string, perDoubling: number): string {
  const place = `(${bucket} - 1)`;
  return `if(${bucket} <= 0, 0., pow(2., intDiv(${place}, ${perDoubling})) * (1 + modulo(${place}, ${perDoubling}) / ${perDoubling}))`;
}

/**
 * Columns `total` and `quantiles` (empty when there is nothing) of the column `histogram`: buckets, ascending, and
 * how many each has. Within a bucket durations are taken to be spread evenly.
 */
export function quantilesOf(shares: readonly number[], perDoubling: number): string {
  const bucket = 'toInt32(histogram.1[at])';
  const within = '(share * total - (cumulated[at] - histogram.2[at])) / histogram.2[at]';
  const begin = beginOf(bucket, perDoubling);
  const length = `(${beginOf(`(${bucket} + 1)`, perDoubling)} - ${begin})`;
  const places = `arrayMap(share -> arrayFirstIndex(sofar -> sofar >= share * total, cumulated), shares)`;
  return `arrayCumSum(histogram.2) AS cumulated,
  if(empty(cumulated), 0, cumulated[-1]) AS total,
  [${shares.join(', ')}] AS shares,
  if(total = 0, [], arrayMap(
    (share, at) -> if(${bucket} = 0, 0., ${begin} + ${length} * ${within}),
    shares, ${places})) AS quantiles`;
}
