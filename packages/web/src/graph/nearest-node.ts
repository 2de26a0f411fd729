// Which box the arrow keys lead to: the nearest one that lies in that direction, what lies aside counting
// more than what lies ahead.

import type { Point } from './graph-model.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const ASIDE_COST = 2;

/** Index of the next node; undefined when there is none in that direction. */
export function nearestNode(
  nodes: readonly Point[],
  from: number,
  direction: Direction,
): number | undefined {
  const start = nodes[from];
  if (start === undefined) return nodes.length > 0 ? 0 : undefined;
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  nodes.forEach((node, at) => {
    const { ahead, aside } = distances(start, node, direction);
    if (ahead <= 0) return;
    const cost = ahead + ASIDE_COST * aside;
    if (cost >= bestCost) return;
    best = at;
    bestCost = cost;
  });
  return best;
}

function distances(from: Point, to: Point, direction: Direction): { ahead: number; aside: number } {
  const x = to.x - from.x;
  const y = to.y - from.y;
  switch (direction) {
    case 'left':
      return { ahead: -x, aside: Math.abs(y) };
    case 'right':
      return { ahead: x, aside: Math.abs(y) };
    case 'up':
      return { ahead: -y, aside: Math.abs(x) };
    default:
      return { ahead: y, aside: Math.abs(x) };
  }
}
