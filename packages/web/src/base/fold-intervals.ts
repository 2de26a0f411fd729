// Intervals of time to intervals of pixels: those closer than a pixel are joined, so that what is drawn
// depends on the width of the picture, and finding it nearly so, and not on the number of intervals.

export interface PixelRun {
  readonly from: number;
  readonly to: number;
}

export interface IntervalColumns {
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
}

/**
 * Intervals `first` to `end - 1` (ascending) as at most one run per pixel within [0, width]. Where they
 * overlap, one that outlives many after it may be cut to the last of those.
 */
export function foldIntervals(
  intervals: IntervalColumns,
  first: number,
  end: number,
  toPixel: (ns: number) => number,
  width: number,
): PixelRun[] {
  const { fromNs, toNs } = intervals;
  const runs: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  let at = firstAt(toNs, first, end, toPixel, 0);
  while (at < end) {
    const from = Math.max(toPixel(fromNs[at] ?? 0), 0);
    if (from > width) break;
    const to = Math.min(toPixel(toNs[at] ?? 0), width);
    if (open !== undefined && from < open.to + 1) {
      open.to = Math.max(open.to, to);
    } else {
      open = { from, to: Math.max(to, from) };
      runs.push(open);
    }
    // All that begin before the next pixel join: only the last of them says where they end.
    const next = firstAt(fromNs, at + 1, end, toPixel, open.to + 1);
    at = next > at + 2 ? next - 1 : at + 1;
  }
  return runs;
}

/** The first index whose pixel is at least `pixel`, by steps that grow and then by halves. */
function firstAt(
  timesNs: Float64Array,
  first: number,
  end: number,
  toPixel: (ns: number) => number,
  pixel: number,
): number {
  let low = first;
  let step = 1;
  while (low + step < end && toPixel(timesNs[low + step] ?? 0) < pixel) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, end);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (toPixel(timesNs[middle] ?? 0) < pixel) low = middle + 1;
    else high = middle;
  }
  return low;
}
