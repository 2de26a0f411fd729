// Messages cut into chunks at every place, and memory that only one message has at a time.

import { expect, it } from 'vitest';
import { MessageMemory } from './message-memory.ts';

function framed(text: string, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(isCompressed ? 1 : 0, 0);
  head.writeUInt32BE(text.length, 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

it('puts messages together wherever they are cut', () => {
  const messages = [framed('first'), framed(''), framed('third', true)];
  const bytes = Buffer.concat(messages);
  for (let size = 1; size <= bytes.length; size++) {
    const decoder = new MessageMemory().decoder(100);
    const found: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      found.push(...decoder.write(bytes.subarray(at, at + size)));
    }
    expect(found.map(String)).toEqual(messages.map(String));
  }
});

it('refuses a message by the length that it announces', () => {
  const decoder = new MessageMemory().decoder(4);
  expect(() => decoder.write(framed('12345').subarray(0, 5))).toThrow('larger than max (5 vs 4)');
});

it('grows with a message that is larger than what is believed at first', () => {
  const text = 'abcdefg'.repeat(500_000);
  const decoder = new MessageMemory().decoder(10_000_000);
  const bytes = framed(text);
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 65_536) {
    found.push(...decoder.write(bytes.subarray(at, at + 65_536)));
  }
  expect(found).toHaveLength(1);
  expect(found[0]?.equals(bytes)).toBe(true);
});

it('lends memory again only when it was given back', () => {
  const memory = new MessageMemory();
  const read = (text: string): Buffer => {
    const [message] = memory.decoder(100).write(framed(text));
    if (message === undefined) throw new Error('no message');
    return message;
  };
  const first = read('first');
  const second = read('second');
  expect(second.buffer).not.toBe(first.buffer);
  memory.giveBack(first.subarray(5));
  memory.giveBack(first.subarray(5));
  const third = read('third');
  expect(third.buffer).toBe(first.buffer);
  expect(read('fourth').buffer).not.toBe(first.buffer);
  expect(String(second.subarray(5))).toBe('second');
});

it('takes no memory that it has not lent', () => {
  const memory = new MessageMemory();
  const foreign = Buffer.allocUnsafeSlow(100_000);
  memory.giveBack(foreign);
  expect(memory.decoder(100).write(framed('x'))[0]?.buffer).not.toBe(foreign.buffer);
});
