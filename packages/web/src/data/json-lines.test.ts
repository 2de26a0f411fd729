import { describe, expect, it } from 'vitest';
import {
  countText,
  findText,
  foldFromDepth,
  type JsonLines,
  lineOfOffset,
  revealLine,
  scanJson,
  visibleLines,
} from './json-lines.ts';

function scan(text: string): JsonLines {
  const steps = scanJson(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function show(lines: JsonLines, which: Iterable<number> = lines.start.keys()): string[] {
  return Array.from(which, (line) => {
    const { text, start, end, depth } = lines;
    return ' '.repeat(depth[line] ?? 0) + text.slice(start[line], end[line]).trimEnd();
  });
}

const TEXT = '{"a":1,"b":[{"name":"x \\"{[,"},{}],"c":{ "d" : true , "e":[]} }';

describe('scanJson', () => {
  it('breaks lines as a person would', () => {
    expect(show(scan(TEXT))).toEqual([
      '{',
      ' "a":1,',
      ' "b":[',
      '  {',
      '   "name":"x \\"{[,"',
      '  },',
      '  {}',
      ' ],',
      ' "c":{',
      '  "d" : true ,',
      '  "e":[]',
      ' }',
      '}',
    ]);
  });

  it('gives back what any JSON holds', () => {
    const values: unknown[] = [null, 'text', 7, [], {}, [[[]]], { a: [{ b: { c: '\\' } }] }];
    for (const value of values) {
      expect(JSON.parse(show(scan(JSON.stringify(value, undefined, 3))).join(''))).toEqual(value);
    }
  });

  it('takes turns on a long text', () => {
    const text = JSON.stringify(Array.from({ length: 200_000 }, (_, at) => ({ at })));
    const steps = scanJson(text);
    expect(steps.next().done).toBe(false);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value.count).toBe(2 + 3 * 200_000);
  });
});

describe('folding', () => {
  const lines = scan(TEXT);

  it('hides what is deeper, and shows the way to a line', () => {
    const folded = foldFromDepth(lines, 1);
    expect(show(lines, visibleLines(lines, folded))).toEqual([
      '{',
      ' "a":1,',
      ' "b":[',
      ' "c":{',
      '}',
    ]);
    const line = lineOfOffset(lines, TEXT.indexOf('name'));
    expect(line).toBe(4);
    const open = revealLine(lines, folded, line);
    expect([...visibleLines(lines, open)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 12]);
  });
});

describe('searching', () => {
  it('finds the next and the previous, around the ends, whatever the case', () => {
    const text = 'one ONE one';
    expect(findText(text, 'one', 1, false)).toBe(4);
    expect(findText(text, 'one', 9, false)).toBe(0);
    expect(findText(text, 'one', 8, true)).toBe(4);
    expect(findText(text, 'one', 0, true)).toBe(8);
    expect(findText(text, '.', 0, false)).toBe(-1);
    expect(countText(text, 'one', 10)).toBe(3);
    expect(countText(text, 'one', 2)).toBe(2);
  });
});
