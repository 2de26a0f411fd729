// Text in double quotes with Go's escapes, text in back quotes without any.

import { textToUtf8, utf8ToText } from '@throughline/model/base/utf8';

export interface StringToken {
  readonly value: string;
  readonly end: number;
}

export interface StringProblem {
  readonly problem: string;
  readonly start: number;
  readonly end: number;
}

const PLAIN = /[^"\\\n]+/y;
const ESCAPE =
  /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** `start` is where the quote stands. */
export function lexString(source: string, start: number): StringToken | StringProblem {
  return source[start] === '`' ? lexRawString(source, start) : lexQuotedString(source, start);
}

function lexRawString(source: string, start: number): StringToken | StringProblem {
  const end = source.indexOf('`', start + 1);
  if (end < 0) return { problem: 'unexpected EOF, expecting "`"', start, end: source.length };
  return { value: source.slice(start + 1, end).replaceAll('\r', ''), end: end + 1 };
}

function lexQuotedString(source: string, start: number): StringToken | StringProblem {
  const pieces: (string | number)[] = [];
  let at = start + 1;
  for (;;) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(source)?.[0] ?? '';
    if (plain !== '') pieces.push(plain);
    at += plain.length;
    if (source[at] === '"') return { value: joinPieces(pieces), end: at + 1 };
    if (source[at] !== '\\') return { problem: 'unexpected EOF, expecting """', start, end: at };
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(source);
    const piece = match === null ? undefined : unescaped(match);
    if (match === null || piece === undefined) {
      return {
        problem: 'invalid escape sequence',
        start: at,
        end: Math.min(at + 2, source.length),
      };
    }
    pieces.push(piece);
    at += match[0].length;
  }
}

/** A number is one byte: several of them may make one character. */
function unescaped(match: RegExpExecArray): string | number | undefined {
  const [, simple, hexByte, octalByte, short, long] = match;
  if (simple !== undefined) return SIMPLE_ESCAPES[simple];
  if (hexByte !== undefined) return Number.parseInt(hexByte, 16);
  if (octalByte !== undefined) {
    const byte = Number.parseInt(octalByte, 8);
    return byte > 0xff ? undefined : byte;
  }
  const codePoint = Number.parseInt(short ?? long ?? '', 16);
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(codePoint);
}

function joinPieces(pieces: readonly (string | number)[]): string {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  const bytes = pieces.flatMap((piece) =>
    typeof piece === 'number' ? [piece] : [...textToUtf8(piece)],
  );
  return utf8ToText(Uint8Array.from(bytes));
}
