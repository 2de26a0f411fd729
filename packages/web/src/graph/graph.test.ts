import { describe, expect, it } from 'vitest';
import { edgePath } from './edge-path.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './graph-model.ts';
import { nearestNode } from './nearest-node.ts';
import { fitViewport, revealBox, wholeViewport, zoomViewport } from './pan-zoom.ts';
import { placeGraph } from './place-graph.ts';

describe('placeGraph', () => {
  it('puts callees right of their callers, and nothing on anything else', () => {
    const { nodes, edges, width, height } = placeGraph({
      nodeCount: 4,
      edges: [
        [0, 1],
        [0, 2],
        [1, 3],
        [2, 3],
      ],
    });
    const [root, one, two, leaf] = nodes.map(({ x }) => x);
    expect(one).toBeGreaterThan((root ?? 0) + NODE_WIDTH);
    expect(two).toBe(one);
    expect(leaf).toBeGreaterThan((two ?? 0) + NODE_WIDTH);
    expect(Math.abs((nodes[1]?.y ?? 0) - (nodes[2]?.y ?? 0))).toBeGreaterThanOrEqual(NODE_HEIGHT);
    expect(edges.every((points) => points.length >= 2)).toBe(true);
    for (const { x, y } of nodes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + NODE_WIDTH).toBeLessThanOrEqual(width);
      expect(y + NODE_HEIGHT).toBeLessThanOrEqual(height);
    }
  });

  it('takes circles, arrows to the same box, two arrows between two boxes, and no arrows', () => {
    const { nodes, edges } = placeGraph({
      nodeCount: 4,
      edges: [
        [0, 1],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
    });
    expect(nodes).toHaveLength(4);
    expect(edges.map((points) => points.length > 0)).toEqual([true, true, false, true]);
  });
});

describe('edgePath', () => {
  it('leaves at the right and arrives at the left, level, by way of its points', () => {
    const way = [
      { x: 190, y: 20 },
      { x: 300, y: 60 },
      { x: 400, y: 90 },
    ];
    expect(edgePath(way, { x: 0, y: 0 }, { x: 400, y: 80 })).toEqual({
      line: 'M176,28C238,28 238,60 300,60C346,60 346,108 392,108',
      head: '400,108 392,112 392,104',
      labelAt: { x: 300, y: 60 },
    });
  });

  it('goes back as it was laid out', () => {
    const way = [
      { x: 500, y: 0 },
      { x: 450, y: 20 },
      { x: 400, y: 20 },
    ];
    const { line, head } = edgePath(way, { x: 500, y: 0 }, { x: 200, y: 0 });
    expect(line).toBe('M500,0Q450,20 429,20L408,20');
    expect(head).toBe('400,20 408,16 408,24');
  });

  it('is a loop above its box for an arrow to itself', () => {
    const { line, labelAt } = edgePath([], { x: 10, y: 100 }, { x: 10, y: 100 });
    expect(line).toMatch(/^M162,100C162,86 134,86 134,92$/);
    expect(labelAt.y).toBeLessThan(100);
  });
});

describe('nearestNode', () => {
  const nodes = [
    { x: 0, y: 0 },
    { x: 300, y: 0 },
    { x: 300, y: 80 },
    { x: 600, y: 90 },
  ];

  it.each([
    [0, 'right', 1],
    [1, 'down', 2],
    [2, 'up', 1],
    [2, 'right', 3],
    [3, 'left', 2],
    [0, 'left', undefined],
  ] as const)('from %i %s is %s', (from, direction, expected) => {
    expect(nearestNode(nodes, from, direction)).toBe(expected);
  });
});

describe('the viewport', () => {
  const screen = { width: 800, height: 400 };

  it('fits a picture, in the middle and no larger than it is', () => {
    expect(fitViewport({ width: 400, height: 200 }, screen)).toEqual({ scale: 1, x: 200, y: 100 });
    expect(fitViewport({ width: 1000, height: 400 }, screen)).toEqual({ scale: 0.8, x: 0, y: 40 });
  });

  it('keeps a large one legible, and shows all of it when asked', () => {
    const large = { width: 16_000, height: 4_000 };
    expect(fitViewport(large, screen)).toEqual({ scale: 0.7, x: 0, y: -1200 });
    expect(wholeViewport(large, screen)).toEqual({ scale: 0.05, x: 0, y: 100 });
  });

  it('zooms around a point that stays, and moves as little as shows a box', () => {
    const before = { scale: 0.5, x: 10, y: 20 };
    const after = zoomViewport(before, { x: 110, y: 70 }, 2);
    expect(after).toEqual({ scale: 1, x: -90, y: -30 });
    const box = { x: 900, y: 0, width: 100, height: 50 };
    expect(revealBox({ scale: 1, x: 0, y: 16 }, box, screen)).toEqual({ scale: 1, x: -216, y: 16 });
    expect(revealBox({ scale: 1, x: -300, y: 16 }, box, screen).x).toBe(-300);
  });
});
