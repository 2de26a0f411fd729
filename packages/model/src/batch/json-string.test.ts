import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import { JsonString } from './json-string.ts';

function written(text: string): string | undefined {
  const bytes = textToUtf8(`<${text}>`);
  const json = new JsonString();
  if (!json.write(bytes, 1, bytes.length - 1)) return undefined;
  return utf8ToText(json.bytes, 0, json.length);
}

describe('JsonString', () => {
  it('writes what JSON.stringify writes, or leaves it to others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(written(text)).toBe(JSON.stringify(text));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(written(text) ?? JSON.stringify(text)).toBe(JSON.stringify(text));
      }),
    );
  });

  it('escapes what a stack trace has', () => {
    expect(written('Error: "x"\n\tat C:\\y')).toBe(String.raw`"Error: \"x\"\n\tat C:\\y"`);
  });

  it('leaves other control characters and everything beyond ASCII', () => {
    expect(written('\u0001')).toBeUndefined();
    expect(written('ü')).toBeUndefined();
  });

  it('takes a value larger than its memory, and a small one after it', () => {
    const json = new JsonString();
    const large = textToUtf8('x'.repeat(3_000_000));
    expect(json.write(large, 0, large.length)).toBe(true);
    expect(json.length).toBe(3_000_002);
    expect(json.write(large, 0, 2)).toBe(true);
    expect(utf8ToText(json.bytes, 0, json.length)).toBe('"xx"');
  });
});
