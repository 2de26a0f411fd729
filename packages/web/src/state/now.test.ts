import { expect, it } from 'vitest';
import { moveNow, moveNowWith, nowOf, questionOf, settleNow } from './now.ts';

const OLD = questionOf('/', { q: '{ }', start: 'now-6h' });
const NEW = questionOf('/', { q: '{ status = error }', start: 'now-6h' });

it('tells questions apart by page, query and range, and by nothing else', () => {
  expect(questionOf('/', { start: 'now-6h', order: 'spans', q: '{ }' })).toBe(OLD);
  expect(questionOf('/', { q: '{ }', start: 'now-6h', end: 'soon' })).toBe(OLD);
  expect(questionOf('/map', { q: '{ }', start: 'now-6h' })).not.toBe(OLD);
  expect(questionOf('/', { q: '{ }' })).toBe(questionOf('/', { q: '{ }', start: 'now-1h' }));
});

it('moves on with the question that is on its way, not before it', () => {
  const before = nowOf(OLD);
  moveNowWith(NEW);
  expect(nowOf(OLD)).toBe(before);
  const after = nowOf(NEW);
  expect(after).toBeGreaterThan(before);
  expect(nowOf(NEW)).toBe(after);
});

it('moves on at once when the same is asked again', () => {
  const before = nowOf(NEW);
  moveNowWith(NEW);
  const again = nowOf(NEW);
  expect(again).toBeGreaterThan(before);
  moveNow();
  expect(nowOf(NEW)).toBeGreaterThan(again);
});

it('moves on also when the address leads to another question than was expected', () => {
  const before = nowOf(NEW);
  moveNowWith(OLD);
  settleNow();
  expect(nowOf(NEW)).toBeGreaterThan(before);
});
