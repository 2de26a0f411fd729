// Counts of values on a logarithmic scale, as plain data: eight buckets to a doubling, so that what is read
// back is within 4.5 % of what went in. 0 has a bucket of its own.

const BUCKETS_PER_DOUBLING = 8;

/** Of values below 1, which here only 0 is. */
const ZERO_BUCKET = -1;

export interface Histogram {
  count: number;
  /** By bucket number. */
  readonly counts: Record<string, number>;
}

export function emptyHistogram(): Histogram {
  return { count: 0, counts: {} };
}

export function addValue(histogram: Histogram, value: number): void {
  const bucket = value < 1 ? ZERO_BUCKET : Math.floor(Math.log2(value) * BUCKETS_PER_DOUBLING);
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1;
  histogram.count++;
}

export function mergeHistograms(one: Histogram, other: Histogram): Histogram {
  const counts: Record<string, number> = { ...one.counts };
  for (const [bucket, count] of Object.entries(other.counts)) {
    counts[bucket] = (counts[bucket] ?? 0) + count;
  }
  return { count: one.count + other.count, counts };
}

/** The value below which a share of the values lies; `zeros` more values of 0 are counted in. */
export function quantileOf(histogram: Histogram, share: number, zeros = 0): number {
  const wanted = share * (histogram.count + zeros);
  let seen = zeros;
  if (seen >= wanted) return 0;
  const buckets = Object.keys(histogram.counts).map(Number);
  for (const bucket of buckets.sort((a, b) => a - b)) {
    seen += histogram.counts[bucket] ?? 0;
    if (seen >= wanted) return middleOf(bucket);
  }
  return 0;
}

/** The middle of a bucket, on its scale. */
function middleOf(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : 2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING);
}
