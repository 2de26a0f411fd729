// A large JSON body that is mostly brackets is refused before it costs memory; honest ones pass.

import { OtlpDecodeError } from '@throughline/model/otlp/decode-error';
import { describe, expect, it } from 'vitest';
import { checkJsonOutline, MAX_JSON_DEPTH, UNCHECKED_JSON_BYTES } from './json-outline.ts';

const outline = (text: string) => checkJsonOutline(Buffer.from(text));

/** Makes any body large enough to be looked at. */
const PADDING = `"${' '.repeat(UNCHECKED_JSON_BYTES)}"`;

function nested(depth: number): string {
  return `${'['.repeat(depth - 1)}[${PADDING}]${']'.repeat(depth - 1)}`;
}

describe('the outline of a large JSON body', () => {
  it('may nest as deep as values may', () => {
    expect(() => outline(nested(MAX_JSON_DEPTH))).not.toThrow();
    expect(() => outline(nested(MAX_JSON_DEPTH + 1))).toThrow(OtlpDecodeError);
  });

  it('may not be brackets alone', () => {
    expect(() => outline(`[${'{},'.repeat(UNCHECKED_JSON_BYTES / 3)}{}]`)).toThrow(
      /bytes hold more than \d+ objects and lists \(at byte \d+\)/,
    );
  });

  it('does not count what stands inside texts, whatever is escaped there', () => {
    const texts = '"[[[{{{ \\" [[ \\\\ {{"'.concat(', ').repeat(60_000);
    expect(() => outline(`[${texts}1]`)).not.toThrow();
    expect(() => outline(`["${'\\\\'.repeat(600_000)}", "${'[{'.repeat(600_000)}"]`)).not.toThrow();
  });

  it('of a text without end is left to the parser', () => {
    expect(() => outline(`["${'[{'.repeat(UNCHECKED_JSON_BYTES)}`)).not.toThrow();
  });

  it('of many plain attributes is fine', () => {
    const attribute = '{"key":"a","value":{"intValue":"1"}}';
    const body = `{"attributes":[${Array(60_000).fill(attribute).join(',')}]}`;
    expect(body.length).toBeGreaterThan(UNCHECKED_JSON_BYTES);
    expect(() => outline(body)).not.toThrow();
  });

  it('of a small body is left to the parser', () => {
    expect(() => outline('['.repeat(1000))).not.toThrow();
  });
});
