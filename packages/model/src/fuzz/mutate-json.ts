// Changes to OTLP JSON text that know its structure: values of other types, huge numbers, keys that
// come twice or belong to JavaScript's own objects, half surrogates, nesting without end, members
// left out or spliced from another message. Works on the text, where such things can be spelled.

import { textToUtf8 } from '../base/utf8.ts';
import type { FuzzRandom } from './fuzz-random.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { nestingDepth } from './nesting-depth.ts';

const MAX_CHANGES = 4;

/** Now and then the bytes are also bent without regard to their structure. */
const ONE_IN_BYTES = 5;

/** A value in the text; `memberStart` is where its key begins, if it has one. */
interface JsonValue {
  readonly start: number;
  readonly end: number;
  readonly memberStart: number;
}

export interface JsonSeed {
  readonly text: string;
  readonly values: readonly JsonValue[];
}

/** Where the values of well-formed JSON without whitespace are. */
export function jsonSeed(text: string): JsonSeed {
  const values: JsonValue[] = [];
  const open: { start: number; memberStart: number }[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^[\]{},:"]+/gy;
  let keyStart = -1;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const start = match.index;
    const word = match[0];
    if (word === '{' || word === '[') {
      open.push({ start, memberStart: keyStart });
      keyStart = -1;
    } else if (word === '}' || word === ']') {
      const begun = open.pop();
      if (begun !== undefined) values.push({ ...begun, end: token.lastIndex });
    } else if (word === ',') keyStart = -1;
    else if (text[token.lastIndex] === ':' && word !== ':') keyStart = start;
    else if (word !== ':') {
      values.push({ start, end: token.lastIndex, memberStart: keyStart });
      keyStart = -1;
    }
  }
  return { text, values };
}

const JUNK = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e400',
  '-1e400',
  '1e-400',
  '18446744073709551615',
  '18446744073709551616',
  '9223372036854775808',
  `${'9'.repeat(400)}`,
  '"18446744073709551616"',
  '"-1"',
  '"1e5"',
  '"0x10"',
  '" 1"',
  '"NaN"',
  '""',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\u000000000000000000000000000000"',
  '"00000000000000000000000000000000"',
  '"0000000000000000"',
  '"zz"',
  '"AP8"',
  '"*"',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '[1]',
  '[{}]',
  '{"values":null}',
  '{"values":{}}',
  '{"__proto__":{"stringValue":"x"}}',
  '{"stringValue":"a","intValue":"1"}',
  '{"arrayValue":{}}',
  '{"arrayValue":{"values":[null,{},{"stringValue":null}]}}',
  '{"kvlistValue":{"values":[{}]}}',
  '{"bytesValue":"===="}',
  '{"low":1,"high":-1}',
  '{"low":1.5,"high":"x"}',
  '{"length":1e9}',
  'nul',
  '01',
  "'a'",
  '"\\x"',
  '"\u0001"',
  '/**/1',
];

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'traceId',
  'spanId',
  'spans',
  'attributes',
  'value',
  'stringValue',
  'arrayValue',
  'unknownField',
  'trace_id',
  '',
];

/** `seed` is well-formed; `donor`, another one, lends values. Not necessarily UTF-8 any more. */
export function mutateJson(random: FuzzRandom, seed: JsonSeed, donor: JsonSeed): Uint8Array {
  const count = 1 + random.below(random.oneIn(3) ? MAX_CHANGES : 1);
  const chosen = Array.from({ length: count }, () => random.pick(seed.values));
  chosen.sort((left, right) => right.start - left.start);
  let text = seed.text;
  let changedFrom = text.length;
  for (const value of chosen) {
    // From the end to the front, and never within what has changed.
    if (value.end > changedFrom) continue;
    text = change(random, text, value, donor);
    changedFrom = value.memberStart < 0 ? value.start : value.memberStart;
  }
  if (random.oneIn(50))
    text = random.pick([`\ufeff${text}`, `${text}x`, `${text}${text}`, `\n${text} `]);
  const bytes = textToUtf8(text);
  return random.oneIn(ONE_IN_BYTES) ? mutateBytes(random, bytes) : bytes;
}

function change(random: FuzzRandom, text: string, value: JsonValue, donor: JsonSeed): string {
  const { start, end, memberStart } = value;
  const whole = memberStart < 0 ? start : memberStart;
  const put = (from: number, to: number, replacement: string) =>
    text.slice(0, from) + replacement + text.slice(to);
  switch (random.below(9)) {
    case 0: {
      const comma = text[end] === ',' ? 1 : 0;
      return put(whole, end + comma, '');
    }
    case 1:
      return put(whole, whole, `${text.slice(whole, end)},`.repeat(random.oneIn(50) ? 300 : 1));
    case 2: {
      if (memberStart < 0) return put(start, end, random.pick(JUNK));
      return put(memberStart, start, `${JSON.stringify(random.pick(KEYS))}:`);
    }
    case 3: {
      if (memberStart < 0) return put(start, start, `${random.pick(JUNK)},`);
      return put(whole, whole, `${JSON.stringify(random.pick(KEYS))}:${random.pick(JUNK)},`);
    }
    case 4:
      return put(start, end, nested(random, text.slice(start, end)));
    case 5: {
      const lent = random.pick(donor.values);
      return put(start, end, donor.text.slice(lent.start, lent.end));
    }
    default:
      return put(start, end, random.pick(JUNK));
  }
}

const SHELLS = [
  ['[', ']'],
  ['{"a":', '}'],
  ['{"arrayValue":{"values":[', ']}}'],
  ['{"kvlistValue":{"values":[{"key":"k","value":', '}]}}'],
] as const;

function nested(random: FuzzRandom, inner: string): string {
  const depth = random.oneIn(20) ? 500 + random.below(4000) : nestingDepth(random);
  const [before, after] = random.pick(SHELLS);
  return before.repeat(depth) + inner + after.repeat(depth);
}
