import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace } from '../testing/arbitrary-trace.ts';
import { drawTrace } from '../testing/draw-trace.ts';
import { operationOf, readTrace, readTraces, serviceOf } from './trace.ts';

function read(...lines: string[]) {
  return readTrace(drawTrace(lines, 1e6).batch);
}

describe('readTrace', () => {
  it('counts a span that came twice once', () => {
    const trace = read('a  GET /  server |######|', '  b  x  internal twice |  ##  |');
    expect(trace.rowCount).toBe(2);
    expect(trace.repairs).toEqual([
      { kind: 'duplicate-span', rows: [1], sentence: '1 span came twice and counted once' },
    ]);
  });

  it('puts the server below the client when both have one id, and its children below the server', () => {
    const trace = read(
      'web  GET /  server                 |##########|',
      '  web  call  client id=77          | ######## |',
      '  cart  call  server id=77         |  ######  |',
      '    cart  work  internal parent=77 |   ###    |',
    );
    expect([...trace.tree.parentRow]).toEqual([-1, 0, 1, 2]);
    expect(trace.repairs.map(({ kind, rows }) => [kind, rows])).toEqual([['shared-id', [2]]]);
  });

  it('takes the root that has no parent before one whose parent is missing', () => {
    const trace = read('a  late  server orphan |##########|', 'b  GET /  server  |  ####    |');
    expect(trace.rootRow).toBe(1);
    expect(trace.repairs.map(({ kind }) => kind)).toEqual(['missing-parent', 'several-roots']);
  });

  it('cuts circles and says so', () => {
    const trace = read('a  x  server id=1 parent=2 |####|', 'a  y  server id=2 parent=1 |####|');
    expect([...trace.tree.parentRow]).toEqual([-1, 0]);
    expect(trace.repairs.map(({ kind, rows }) => [kind, rows])).toEqual([['cycle', [0]]]);
  });

  it('makes a root of a span that is its own parent', () => {
    const trace = read('a  x  server id=1 parent=1 |####|');
    expect(trace.repairs.map(({ kind }) => kind)).toEqual(['self-parent']);
  });

  it('says which spans came long after the others', () => {
    const trace = read('a  x  server received=1 |####|', '  a  y  internal received=90 | ## |');
    expect(trace.repairs.map(({ kind, rows }) => [kind, rows])).toEqual([['late-span', [1]]]);
  });

  it('counts a span that ends before it begins as a moment', () => {
    const trace = read('a  x  server |######|', '  a  y  internal reversed | #### |');
    expect(trace.endNs[1]).toBe(trace.startNs[1]);
    expect(trace.repairs.map(({ kind }) => kind)).toEqual(['reversed-time']);
  });

  it('moves the times of a clock that is off into the call, and keeps what was sent', () => {
    const trace = read(
      'web  GET /  server           |     ##########|',
      '  web  call  client          |      ######## |',
      '    cart  call  server       |####           |',
      '      cart  work  internal   | ##            |',
    );
    expect([...trace.clockShiftNs].map((ns) => ns / 1e6)).toEqual([0, 0, 8, 8]);
    expect([...trace.startNs].map((ns) => ns / 1e6)).toEqual([5, 6, 8, 9]);
    expect(trace.repairs.map(({ kind, rows }) => [kind, rows])).toEqual([['clock-moved', [2, 3]]]);
  });

  it('moves nothing where the caller gave up', () => {
    const trace = read('web  call  client |####    |', '  cart  call  server  | #######|');
    expect([...trace.clockShiftNs]).toEqual([0, 0]);
  });

  it('takes the shift that many traces have shown before its own', () => {
    const { batch } = drawTrace(
      ['web  call  client |  ######  |', '  cart  call  server  |##        |'],
      1e6,
    );
    const known = [{ caller: 'web', callee: 'cart', shiftNs: 3e6 }];
    expect([...readTrace(batch, known).clockShiftNs]).toEqual([0, 3e6]);
  });

  it('is a forest with every kept span, whatever came', () => {
    fc.assert(
      fc.property(arbitraryTrace, (batch) => {
        const trace = readTrace(batch);
        expect(trace.tree.order).toHaveLength(trace.rowCount);
        expect(new Set(trace.batchRow).size).toBe(trace.rowCount);
        const copies = trace.repairs.find(({ kind }) => kind === 'duplicate-span')?.rows.length;
        expect(trace.rowCount + (copies ?? 0)).toBe(batch.rowCount);
        expect(trace.startNs.every((ns, row) => ns <= (trace.endNs[row] ?? -1))).toBe(true);
      }),
    );
  });
});

describe('readTraces', () => {
  it('tells the traces of a batch apart', () => {
    const { batch } = drawTrace(['a  one  server |##|', '  a  more  internal |# |'], 1e6, 1);
    drawTrace(['b  two  server |##|'], 1e6, 2, batch);
    const traces = readTraces(batch);
    expect(traces.map(({ rowCount }) => rowCount)).toEqual([2, 1]);
    expect(traces.map((trace) => serviceOf(trace, 0))).toEqual(['a', 'b']);
    expect(traces.map((trace) => operationOf(trace, 0))).toEqual(['one', 'two']);
    expect(traces.map(({ traceId }) => Number.parseInt(traceId, 16))).toEqual([1, 2]);
  });
});
