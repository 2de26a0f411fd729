// A storm of one line, by the clock of the test.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRepeatedLines, WINDOW_MS } from './repeated-lines.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createRepeatedLines', () => {
  it('lets the first through and tells once per window how many followed', () => {
    const counts: number[] = [];
    const lines = createRepeatedLines();
    const take = () => lines.take('a', (count) => counts.push(count));
    expect([take(), take(), take()]).toEqual([true, false, false]);
    vi.advanceTimersByTime(WINDOW_MS);
    expect(counts).toEqual([2]);
    expect(take()).toBe(false);
    vi.advanceTimersByTime(WINDOW_MS);
    expect(counts).toEqual([2, 1]);
    vi.advanceTimersByTime(WINDOW_MS);
    expect(counts).toEqual([2, 1]);
    expect(take()).toBe(true);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('keeps different lines apart, and not more of them than it may', () => {
    const lines = createRepeatedLines();
    for (let index = 0; index < 5000; index++) {
      expect(lines.take(`line ${index}`, () => {})).toBe(true);
    }
    expect(lines.take('line 0', () => {})).toBe(false);
    expect(lines.take('line 4999', () => {})).toBe(true);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1000);
  });

  it('tells what is counted when the process ends', () => {
    const counts: number[] = [];
    const lines = createRepeatedLines();
    for (let index = 0; index < 4; index++) lines.take('a', (count) => counts.push(count));
    lines.flush();
    expect(counts).toEqual([3]);
  });
});
