import { expect, it } from 'vitest';
import { BodyMemory } from './body-memory.ts';

it('gives a buffer again, to one body at a time', () => {
  const memory = new BodyMemory();
  const first = memory.take(100_000);
  const second = memory.take(100_000);
  expect(first.length).toBeGreaterThanOrEqual(100_000);
  expect(second).not.toBe(first);
  memory.give(first);
  expect(memory.take(70_000)).toBe(first);
  expect(memory.take(70_000)).not.toBe(first);
});

it('does not give a buffer that is too small', () => {
  const memory = new BodyMemory();
  const small = memory.take(10);
  memory.give(small);
  expect(memory.take(small.length + 1)).not.toBe(small);
});

it('keeps only so much', () => {
  const memory = new BodyMemory();
  const large = memory.take(40 * 1024 * 1024);
  memory.give(large);
  expect(memory.take(1)).not.toBe(large);
});
