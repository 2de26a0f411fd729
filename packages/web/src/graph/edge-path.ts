// The line of an arrow through the points of its layout, as the `d` of an SVG path, with its head and the
// place of its label. Pure.

import { NODE_HEIGHT, NODE_WIDTH, type Point } from './graph-model.ts';

const HEAD_LENGTH = 8;
const HEAD_HALF_WIDTH = 4;
const LOOP_SIZE = 14;

export interface EdgePath {
  readonly line: string;
  /** Points of a triangle. */
  readonly head: string;
  readonly labelAt: Point;
}

/** `from` and `to`: the corners of the boxes; `points`: the way between them, of at least two. */
export function edgePath(points: readonly Point[], from: Point, to: Point): EdgePath {
  if (points.length < 2) return loopPath(from);
  return to.x > from.x + NODE_WIDTH ? forwardPath(points, from, to) : backwardPath(points);
}

/** From the middle of the right side to the middle of the left one, level at both ends. */
function forwardPath(points: readonly Point[], from: Point, to: Point): EdgePath {
  const tip = { x: to.x, y: to.y + NODE_HEIGHT / 2 };
  const neck = { x: tip.x - HEAD_LENGTH, y: tip.y };
  const start = { x: from.x + NODE_WIDTH, y: from.y + NODE_HEIGHT / 2 };
  const way = [start, ...points.slice(1, -1), neck];
  const parts = [`M${show(start)}`];
  for (let at = 1; at < way.length; at++) {
    const one = way[at - 1] ?? start;
    const other = way[at] ?? neck;
    const x = (one.x + other.x) / 2;
    parts.push(`C${show({ x, y: one.y })} ${show({ x, y: other.y })} ${show(other)}`);
  }
  return {
    line: parts.join(''),
    head: headAt(tip, neck, { x: 1, y: 0 }),
    labelAt: middleOf(way),
  };
}

/** Against the direction of reading: as it was laid out. */
function backwardPath(points: readonly Point[]): EdgePath {
  const last = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? last;
  const length = Math.hypot(last.x - before.x, last.y - before.y) || 1;
  const direction = { x: (last.x - before.x) / length, y: (last.y - before.y) / length };
  const neck = {
    x: last.x - direction.x * HEAD_LENGTH,
    y: last.y - direction.y * HEAD_LENGTH,
  };
  const line = smoothLine([...points.slice(0, -1), neck]);
  return { line, head: headAt(last, neck, direction), labelAt: middleOf(points) };
}

/** Straight to the middles between points, curved at the points. */
function smoothLine(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  const parts = [`M${show(first)}`];
  rest.forEach((point, at) => {
    const next = rest[at + 1];
    if (next === undefined) parts.push(`L${show(point)}`);
    else parts.push(`Q${show(point)} ${show(between(point, next))}`);
  });
  return parts.join('');
}

function headAt(tip: Point, neck: Point, direction: Point): string {
  const side = { x: -direction.y * HEAD_HALF_WIDTH, y: direction.x * HEAD_HALF_WIDTH };
  return [
    tip,
    { x: neck.x + side.x, y: neck.y + side.y },
    { x: neck.x - side.x, y: neck.y - side.y },
  ]
    .map(show)
    .join(' ');
}

function loopPath({ x, y }: Point): EdgePath {
  const right = x + NODE_WIDTH - 24;
  const left = right - 2 * LOOP_SIZE;
  const top = y - LOOP_SIZE;
  const tip = { x: left, y };
  return {
    line: `M${show({ x: right, y })}C${show({ x: right, y: top })} ${show({ x: left, y: top })} ${show({ x: left, y: y - HEAD_LENGTH })}`,
    head: headAt(tip, { x: left, y: y - HEAD_LENGTH }, { x: 0, y: 1 }),
    labelAt: { x: right + 6, y: y - NODE_HEIGHT / 4 },
  };
}

function middleOf(points: readonly Point[]): Point {
  const at = (points.length - 1) / 2;
  const one = points[Math.floor(at)] ?? { x: 0, y: 0 };
  return between(one, points[Math.ceil(at)] ?? one);
}

function between(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function show({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
