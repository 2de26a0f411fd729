// Where a text stops being JSON. JSON.parse tells it in some of its messages only, and differently in
// every version of its engine; this runs after it has failed, so speed does not matter, but length
// and depth do: no recursion, every character looked at once.

type Expectation = 'value' | 'firstItem' | 'firstKey' | 'key' | 'colon' | 'next';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const WHITESPACE = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Offset (in UTF-16 units) of the first character that cannot stand there; the length at a cut-off. */
export function jsonErrorOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  let at = skip(WHITESPACE, text, 0);
  while (at < text.length) {
    const character = text.charAt(at);
    if (expected === 'next') {
      const inside = open.at(-1);
      if (inside === undefined) return at;
      if (character === ',') expected = inside === '{' ? 'key' : 'value';
      else if (character === closing(inside)) open.pop();
      else return at;
      at++;
    } else if (expected === 'colon') {
      if (character !== ':') return at;
      expected = 'value';
      at++;
    } else if (closesEmpty(expected, character)) {
      open.pop();
      expected = 'next';
      at++;
    } else if (expected === 'key' || expected === 'firstKey') {
      const end = character === '"' ? stringEnd(text, at) : { at, whole: false };
      if (!end.whole) return end.at;
      at = end.at;
      expected = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character);
      expected = character === '{' ? 'firstKey' : 'firstItem';
      at++;
    } else {
      const end = scalarEnd(text, at);
      if (!end.whole) return end.at;
      at = end.at;
      expected = 'next';
    }
    at = skip(WHITESPACE, text, at);
  }
  return at;
}

/** "line 3, column 14", both from 1. */
export function describeOffset(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
}

interface End {
  readonly at: number;
  readonly whole: boolean;
}

function closing(opening: '{' | '['): string {
  return opening === '{' ? '}' : ']';
}

function closesEmpty(expected: Expectation, character: string): boolean {
  return (
    (expected === 'firstKey' && character === '}') ||
    (expected === 'firstItem' && character === ']')
  );
}

function scalarEnd(text: string, start: number): End {
  if (text.charAt(start) === '"') return stringEnd(text, start);
  const at = Math.max(skip(NUMBER, text, start), skip(LITERAL, text, start));
  return { at, whole: at > start };
}

function stringEnd(text: string, start: number): End {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { at: at + 1, whole: true };
    if (code < 0x20) return { at, whole: false };
    if (code === 0x5c) {
      const end = skip(ESCAPE, text, at);
      if (end === at) return { at, whole: false };
      at = end;
    } else at++;
  }
  return { at, whole: false };
}

/** Where a match of `pattern` that starts at `at` ends; `at` when there is none. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
