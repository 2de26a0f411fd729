// Intervals of time to intervals of pixels: those closer than a pixel are joined, so that what is
// drawn depends on the width of the picture and not on the number of intervals.

export interface PixelRun {
  readonly from: number;
  readonly to: number;
}

export interface IntervalColumns {
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
}

/** Intervals `first` to `end - 1` (ascending) as at most one run per pixel within [0, width]. */
export function foldIntervals(
  intervals: IntervalColumns,
  first: number,
  end: number,
  toPixel: (ns: number) => number,
  width: number,
): PixelRun[] {
  const runs: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (let i = first; i < end; i++) {
    const to = Math.min(toPixel(intervals.toNs[i] ?? 0), width);
    if (to < 0) continue;
    const from = Math.max(toPixel(intervals.fromNs[i] ?? 0), 0);
    if (from > width) break;
    if (open !== undefined && from < open.to + 1) {
      open.to = Math.max(open.to, to);
    } else {
      open = { from, to };
      runs.push(open);
    }
  }
  return runs;
}
