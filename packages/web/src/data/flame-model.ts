// What a flame graph draws: boxes on levels, ascending and without overlap on each, as typed arrays. Items are
// rows of the trace, or nodes of the tree of operations; who draws them need not know which.

export interface FlameModel {
  readonly levelCount: number;
  /** Slots of level l: `levelStart[l]` to `levelStart[l + 1] - 1`. */
  readonly levelStart: Int32Array;
  /** By slot: the item, and where it begins and ends. */
  readonly item: Int32Array;
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
  /** Item → slot; -1 where an item is not drawn. */
  readonly slotOf: Int32Array;
}

interface PlacedItems {
  /** In the order in which they stand on their level. */
  readonly item: ArrayLike<number>;
  readonly level: ArrayLike<number>;
  readonly fromNs: ArrayLike<number>;
  readonly toNs: ArrayLike<number>;
  /** Of all items, also of those that are not placed. */
  readonly itemCount: number;
}

/** Counting sort by level. */
export function groupByLevel({ item, level, fromNs, toNs, itemCount }: PlacedItems): FlameModel {
  let levelCount = 0;
  for (let at = 0; at < level.length; at++) levelCount = Math.max(levelCount, (level[at] ?? 0) + 1);
  const levelStart = new Int32Array(levelCount + 1);
  for (let at = 0; at < level.length; at++) {
    const next = (level[at] ?? 0) + 1;
    levelStart[next] = (levelStart[next] ?? 0) + 1;
  }
  for (let at = 0; at < levelCount; at++) {
    levelStart[at + 1] = (levelStart[at + 1] ?? 0) + (levelStart[at] ?? 0);
  }
  const filled = levelStart.slice();
  const model = {
    item: new Int32Array(level.length),
    fromNs: new Float64Array(level.length),
    toNs: new Float64Array(level.length),
    slotOf: new Int32Array(itemCount).fill(-1),
  };
  for (let at = 0; at < level.length; at++) {
    const slot = filled[level[at] ?? 0] ?? 0;
    filled[level[at] ?? 0] = slot + 1;
    model.item[slot] = item[at] ?? 0;
    model.fromNs[slot] = fromNs[at] ?? 0;
    model.toNs[slot] = toNs[at] ?? 0;
    model.slotOf[item[at] ?? 0] = slot;
  }
  return { levelCount, levelStart, ...model };
}

/** The first slot in [first, end) that ends after a moment; `end` when none does. */
export function firstEndingAfter(
  model: FlameModel,
  first: number,
  end: number,
  ns: number,
): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((model.toNs[middle] ?? 0) > ns) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function levelOfSlot({ levelStart, levelCount }: FlameModel, slot: number): number {
  let low = 0;
  let high = levelCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((levelStart[middle + 1] ?? 0) > slot) high = middle;
    else low = middle + 1;
  }
  return low;
}
