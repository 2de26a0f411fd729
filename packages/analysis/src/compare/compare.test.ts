import { SpanBatch } from '@throughline/model/batch/span-batch';
import { describe, expect, it } from 'vitest';
import { addTrace, emptyBaseline } from '../baseline/endpoint-baseline.ts';
import { buildOperationTree } from '../operations/operation-tree.ts';
import { findCriticalPath } from '../path/critical-path.ts';
import { drawTrace } from '../testing/draw-trace.ts';
import { readTrace, readTraces, type Trace } from '../trace/trace.ts';
import { compareAttributes } from './compare-attributes.ts';
import { type ComparedOperation, compareShapes } from './compare-shapes.ts';
import { shapeOfBaseline, shapeOfTrace } from './operation-shape.ts';
import { sayDifference } from './say-difference.ts';

const BEFORE = [
  'web  GET /          server           |##----------##|',
  '  web  GET /cart    client peer=cart |  ####        |',
  '  web  GET /ads     client peer=ads  |      ##      |',
  '  web  GET /user    client peer=auth |        ####  |',
];
const AFTER = [
  'web  GET /          server           |##------------------##|',
  '  web  GET /cart    client peer=cart |  ############        |',
  '  web  GET /user    client peer=auth |              ##      |',
  '  web  GET /stock   client peer=stock |                ####  |',
];

function treeOf(lines: readonly string[]) {
  const trace = readTrace(drawTrace(lines, 1e6).batch);
  return { trace, tree: buildOperationTree(trace, findCriticalPath(trace)) };
}

function say(compared: readonly ComparedOperation[]) {
  return compared.map(({ change, before, after, parent, deltaNs }) => [
    (after ?? before)?.operation,
    change,
    parent,
    Math.round(deltaNs / 1e6),
  ]);
}

describe('compareShapes', () => {
  it('merges two traces into one tree that says what changed', () => {
    const before = shapeOfTrace(treeOf(BEFORE).tree);
    const after = shapeOfTrace(treeOf(AFTER).tree);
    expect(say(compareShapes(before, after))).toEqual([
      ['GET /', 'same', -1, 0],
      ['GET /ads', 'missing', 0, -2],
      ['GET /cart', 'slower', 0, 8],
      ['GET /stock', 'new', 0, 4],
      ['GET /user', 'faster', 0, -2],
    ]);
  });

  it('finds nothing between a trace and itself', () => {
    const shape = shapeOfTrace(treeOf(BEFORE).tree);
    for (const { change, deltaNs } of compareShapes(shape, shape)) {
      expect([change, deltaNs]).toEqual(['same', 0]);
    }
  });

  it('holds a trace against the usual, in which the rare is not missed', () => {
    const baseline = emptyBaseline('web', 'GET /');
    const usual = treeOf(BEFORE);
    for (let added = 0; added < 9; added++) addTrace(baseline, usual.trace, usual.tree);
    const rare = treeOf([...BEFORE, '  web  GET /rare  client peer=rare |#             |']);
    addTrace(baseline, rare.trace, rare.tree);
    const compared = compareShapes(shapeOfBaseline(baseline), shapeOfTrace(treeOf(AFTER).tree));
    expect(say(compared).map(([operation, change]) => [operation, change])).toEqual([
      ['GET /', 'same'],
      ['GET /ads', 'missing'],
      ['GET /cart', 'slower'],
      ['GET /rare', 'same'],
      ['GET /stock', 'new'],
      ['GET /user', 'faster'],
    ]);
  });
});

describe('sayDifference', () => {
  const OPTIONS = { against: 'in the other trace', durationNs: 24e6, againstNs: 16e6 };

  function saidOf(before: readonly string[], after: readonly string[]): string {
    const compared = compareShapes(
      shapeOfTrace(treeOf(before).tree),
      shapeOfTrace(treeOf(after).tree),
    );
    return sayDifference(compared, OPTIONS).sentence;
  }

  it('names what had most of the time that the other did not have', () => {
    expect(saidOf(BEFORE, AFTER)).toBe(
      'web `GET /cart` had 12 ms of the time; in the other trace 4 ms. ' +
        'That is 100 % of the difference.',
    );
    expect(saidOf(AFTER, BEFORE)).toBe(
      'web `GET /cart` had 4 ms of the time; in the other trace 12 ms.',
    );
  });

  it('names what only one of them calls', () => {
    const more = [
      'web  GET /          server           |##----------##|',
      '  web  GET /ads     client peer=ads  |  ##########  |',
    ];
    const fewer = ['web  GET /          server           |####|'];
    expect(saidOf(fewer, more)).toBe(
      'web `GET /ads` is called once and had 10 ms; in the other trace it is not called.',
    );
    expect(saidOf(more, fewer)).toBe(
      'web `GET /ads` is not called; in the other trace it had 10 ms of the time.',
    );
  });

  it('names first where an error began', () => {
    const failed = AFTER.map((line) =>
      line.includes('/user') || line.includes('GET /  ') ? line.replace(' |', ' error |') : line,
    );
    expect(saidOf(AFTER, failed)).toBe(
      'web `GET /user` failed; in the other trace it does not fail.',
    );
  });

  it('says when there is nothing', () => {
    expect(saidOf(AFTER, AFTER)).toBe(
      'Nothing differs by more than 1 ms and 20 % (24 ms; in the other trace 16 ms).',
    );
  });
});

describe('compareAttributes', () => {
  function cohort(count: number, words: (at: number) => string): Trace[] {
    const batch = new SpanBatch();
    for (let at = 0; at < count; at++) {
      drawTrace([`web  GET /  server ${words(at)} |####|`], 1e6, at + 1, batch);
    }
    return readTraces(batch);
  }

  it('names the value that is in the one cohort and not in the other', () => {
    const before = cohort(30, (at) => `version=1 user=${at} region=eu`);
    const after = cohort(30, (at) => `version=2 user=${at + 100} region=eu`);
    const found = compareAttributes(before, after);
    expect(
      found.map(({ key, value, shareBefore, shareAfter }) => [key, value, shareBefore, shareAfter]),
    ).toEqual([
      ['version', '1', 1, 0],
      ['version', '2', 0, 1],
    ]);
    expect(found[1]?.score).toBeGreaterThan(0);
  });

  it('does not take chance or few traces for a difference', () => {
    const even = (at: number): string => `coin=${at % 2}`;
    expect(compareAttributes(cohort(30, even), cohort(31, even))).toEqual([]);
    expect(
      compareAttributes(
        cohort(4, () => 'a=1'),
        cohort(30, () => 'a=2'),
      ),
    ).toEqual([]);
  });
});
