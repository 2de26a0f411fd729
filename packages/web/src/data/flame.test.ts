import { describe, expect, it } from 'vitest';
import { layoutFlame, makeFlameScale, slotAt } from '../draw/flame-layout.ts';
import { type FlameModel, levelOfSlot } from './flame-model.ts';
import { buildIcicle } from './icicle.ts';
import { buildLeftHeavy } from './left-heavy.ts';
import { makeManySpans, makeTrace } from './trace-fixture.ts';
import type { TraceModel } from './trace-model.ts';
import { rowsInScope } from './trace-scope.ts';

function wholeOf(trace: TraceModel) {
  return { fromNs: 0, toNs: trace.durationNs };
}

function rowsOf(trace: TraceModel): Int32Array {
  return rowsInScope(trace, wholeOf(trace), undefined);
}

/** By level: the items with where they begin and end. */
function show(flame: FlameModel): string[][] {
  return Array.from({ length: flame.levelCount }, (_, level) => {
    const slots: string[] = [];
    for (let at = flame.levelStart[level] ?? 0; at < (flame.levelStart[level + 1] ?? 0); at++) {
      slots.push(`${flame.item[at]}:${flame.fromNs[at]}-${flame.toNs[at]}`);
    }
    return slots;
  });
}

/** Two children that run at once, one of them with a child, and a third afterwards. */
const trace = makeTrace([
  { name: 'root', startNs: 0, durationNs: 100 },
  { parent: 0, name: 'a', startNs: 10, durationNs: 40 },
  { parent: 1, name: 'c', startNs: 15, durationNs: 10 },
  { parent: 0, name: 'b', startNs: 20, durationNs: 40, isError: true },
  { parent: 0, name: 'a', startNs: 60, durationNs: 30 },
  { parent: 4, name: 'c', startNs: 60, durationNs: 5 },
]);

describe('buildIcicle', () => {
  it('puts each span below its parent where nothing else runs', () => {
    expect(show(buildIcicle(trace, rowsOf(trace)))).toEqual([
      ['0:0-100'],
      ['1:10-50', '4:60-90'],
      ['2:15-25', '5:60-65'],
      ['3:20-60'],
    ]);
  });

  it('uses as many levels as run at once, and is quick about it', () => {
    const many = makeManySpans(20_000);
    const flame = buildIcicle(many, rowsOf(many));
    // Each of the children runs for 5 ns, and one begins every ns.
    expect(flame.levelCount).toBe(6);
    expect(flame.item).toHaveLength(20_000);
    const long = makeTrace(
      Array.from({ length: 5_000 }, (_, row) => ({
        ...(row === 0 ? {} : { parent: 0 }),
        ...{ startNs: row, durationNs: 20_000 },
      })),
    );
    expect(buildIcicle(long, rowsOf(long)).levelCount).toBe(5_000);
  });
});

describe('buildLeftHeavy', () => {
  it('adds up what is reached by the same names, the most work at the left', () => {
    const heavy = buildLeftHeavy(trace, trace.tree.order, wholeOf(trace));
    // root: 10 + 10 of its own; a: 30 + 25, c in it: 10 + 5; b: 40.
    expect(show(heavy.flame)).toEqual([['0:0-130'], ['1:0-70', '3:70-110'], ['2:0-15']]);
    expect([...heavy.spans]).toEqual([1, 2, 2, 1]);
    expect([...heavy.errors]).toEqual([0, 0, 0, 1]);
    expect([...heavy.selfNs]).toEqual([20, 55, 15, 40]);
    expect([...heavy.worstRow]).toEqual([0, 1, 2, 3]);
    expect(heavy.wholeNs).toBe(130);
  });

  it('takes of each own time what lies in the window', () => {
    const heavy = buildLeftHeavy(trace, trace.tree.order, { fromNs: 0, toNs: 20 });
    // root to 10, a to 15, c to 20.
    expect([...heavy.selfNs]).toEqual([10, 5, 5, 0]);
    expect(heavy.wholeNs).toBe(20);
  });
});

describe('layoutFlame', () => {
  const flame = buildIcicle(trace, rowsOf(trace));

  it('lays out what is in the window and in sight', () => {
    const scale = makeFlameScale({ fromNs: 40, toNs: 90 }, 100);
    const boxes = layoutFlame(flame, scale, 0, 44);
    expect(boxes.map(({ slot, x, y, width }) => [flame.item[slot], x, y, width])).toEqual([
      [0, 0, 0, 100],
      [1, 0, 22, 20],
      [4, 40, 22, 60],
    ]);
    expect(layoutFlame(flame, scale, 66, 22).map(({ slot }) => flame.item[slot])).toEqual([3]);
  });

  it('draws as many boxes as there are pixels, however many spans there are', () => {
    const many = makeManySpans(20_000);
    const icicle = buildIcicle(many, rowsOf(many));
    const boxes = layoutFlame(icicle, makeFlameScale(wholeOf(many), 1000), 0, 1000);
    expect(boxes.length).toBeLessThanOrEqual(6 * 1001);
    expect(boxes.some(({ isShared }) => isShared)).toBe(true);
  });

  it('finds what is drawn at a point', () => {
    const scale = makeFlameScale(wholeOf(trace), 1000);
    const at = (x: number, y: number) => {
      const slot = slotAt(flame, scale, x, y);
      return slot === undefined ? undefined : flame.item[slot];
    };
    expect(at(5, 5)).toBe(0);
    expect(at(200, 30)).toBe(1);
    expect(at(550, 30)).toBeUndefined();
    expect(at(200, 50)).toBe(2);
    expect(at(200, 200)).toBeUndefined();
    expect(levelOfSlot(flame, flame.slotOf[3] ?? 0)).toBe(3);
  });
});
