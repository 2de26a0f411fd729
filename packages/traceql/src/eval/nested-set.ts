// How the spans of a trace hang together, as numbers: a walk from the roots counts up by one when it enters a
// span and when it leaves it. Only what can be reached from a root is connected: a span whose parent is not
// there, that shares its id with another or that names itself is related to nothing, nor is what hangs on it.

export const NO_PARENT = -1;

export interface NestedSet {
  /** 0: not connected. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** `left` of the parent, -1 for roots, 0 when not connected. */
  readonly parent: Int32Array;
  /** Index of the parent; -1 for roots and for what is not connected. */
  readonly parentIndex: Int32Array;
  /** The connected spans, parents before their children. */
  readonly order: readonly number[];
}

/** An empty parent id means a root. */
export function nestedSetOf(spanIds: readonly string[], parentIds: readonly string[]): NestedSet {
  const children = childrenOf(spanIds, parentIds);
  const left = new Int32Array(spanIds.length);
  const right = new Int32Array(spanIds.length);
  const parent = new Int32Array(spanIds.length);
  const parentIndex = new Int32Array(spanIds.length).fill(NO_PARENT);
  const order: number[] = [];
  let counter = 0;
  // A span is entered when it is taken from the stack first, and left when it is met there again.
  const open = children.roots.toReversed();
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    if (span < 0) {
      right[~span] = ++counter;
      continue;
    }
    left[span] = ++counter;
    order.push(span);
    const above = parentIndex[span] ?? NO_PARENT;
    parent[span] = above === NO_PARENT ? NO_PARENT : (left[above] ?? 0);
    open.push(~span);
    for (const child of (children.of.get(span) ?? []).toReversed()) {
      parentIndex[child] = span;
      open.push(child);
    }
  }
  return { left, right, parent, parentIndex, order };
}

function childrenOf(spanIds: readonly string[], parentIds: readonly string[]) {
  const indexOf = new Map<string, number>();
  const shared = new Set<string>();
  spanIds.forEach((id, span) => {
    if (indexOf.has(id)) shared.add(id);
    indexOf.set(id, span);
  });
  const roots: number[] = [];
  const of = new Map<number, number[]>();
  parentIds.forEach((parentId, span) => {
    if (shared.has(spanIds[span] ?? '')) return;
    if (parentId === '') {
      roots.push(span);
      return;
    }
    const above = shared.has(parentId) ? undefined : indexOf.get(parentId);
    if (above === undefined || above === span) return;
    const siblings = of.get(above);
    if (siblings === undefined) of.set(above, [span]);
    else siblings.push(span);
  });
  return { roots, of };
}
