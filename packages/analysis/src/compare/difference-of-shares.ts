// How different two shares are: of a group some, of another group some others. The difference itself, and how large
// it is at least, so that one of three does not stand above 900 of 1,000.

export interface SharesDiffer {
  /** The first share less the second. */
  readonly difference: number;
  /** What the size of the difference is at least, with 95 % confidence; 0 where it may be chance. */
  readonly atLeast: number;
}

/** Of the normal distribution, for 95 %. */
const Z = 1.96;

/** Wilson's interval: also right for few, and for none or all of them. */
function interval(some: number, all: number): { readonly low: number; readonly high: number } {
  if (all === 0) return { low: 0, high: 1 };
  const share = some / all;
  const spread = Z * Math.sqrt((share * (1 - share) + Z ** 2 / (4 * all)) / all);
  const middle = share + Z ** 2 / (2 * all);
  const scale = 1 + Z ** 2 / all;
  return { low: (middle - spread) / scale, high: (middle + spread) / scale };
}

/** Newcombe's bounds of a difference, from the intervals of both shares. */
export function differenceOfShares(
  some: number,
  all: number,
  otherSome: number,
  otherAll: number,
): SharesDiffer {
  const share = all === 0 ? 0 : some / all;
  const other = otherAll === 0 ? 0 : otherSome / otherAll;
  const difference = share - other;
  const [one, two] = [interval(some, all), interval(otherSome, otherAll)];
  const [larger, smaller, high, low] =
    difference >= 0 ? [share, other, two.high, one.low] : [other, share, one.high, two.low];
  const atLeast = Math.abs(difference) - Math.hypot(larger - low, high - smaller);
  return { difference, atLeast: Math.max(0, atLeast) };
}
