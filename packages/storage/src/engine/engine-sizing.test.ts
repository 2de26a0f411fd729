// What share of a machine the engine takes, from too small to large.

import { describe, expect, it } from 'vitest';
import { currentMachine, engineSizing } from './engine-sizing.ts';

const GIB = 1024 ** 3;

describe('engineSizing', () => {
  it('leaves most of a small machine to everything else', () => {
    expect(engineSizing({ cores: 2, memoryBytes: 2 * GIB })).toEqual({
      maxServerMemoryBytes: 858_993_459,
      maxQueryMemoryBytes: 343_597_383,
      maxMergeMemoryBytes: 257_698_037,
      markCacheBytes: 42_949_672,
      maxQueryThreads: 2,
      maxConcurrentQueries: 48,
      mergePoolThreads: 2,
      commonPoolThreads: 2,
      schedulePoolThreads: 2,
    });
  });

  it('keeps the engine able to merge on a machine that is too small', () => {
    const sizing = engineSizing({ cores: 1, memoryBytes: GIB / 2 });
    expect(sizing.maxServerMemoryBytes).toBe(640 * 1024 ** 2);
    expect(sizing.mergePoolThreads).toBe(2);
    expect(sizing.maxQueryThreads).toBe(1);
  });

  it('grows with the machine up to its caps', () => {
    const sizing = engineSizing({ cores: 64, memoryBytes: 256 * GIB });
    expect(sizing.maxServerMemoryBytes).toBe(Math.floor(0.4 * 256 * GIB));
    expect(sizing.markCacheBytes).toBe(GIB / 2);
    expect(sizing.mergePoolThreads).toBe(8);
    expect(sizing.maxQueryThreads).toBe(16);
  });

  it.each([0.5, 2, 8, 64, 512])('gives parts that fit into the whole with %d GiB', (gib) => {
    const sizing = engineSizing({ cores: 4, memoryBytes: gib * GIB });
    const { maxQueryMemoryBytes, maxMergeMemoryBytes, markCacheBytes } = sizing;
    expect(maxQueryMemoryBytes + maxMergeMemoryBytes + markCacheBytes).toBeLessThan(
      sizing.maxServerMemoryBytes,
    );
  });
});

describe('currentMachine', () => {
  it('gives whole cores and a plausible amount of memory', () => {
    const machine = currentMachine();
    expect(Number.isInteger(machine.cores) && machine.cores >= 1).toBe(true);
    expect(machine.memoryBytes).toBeGreaterThan(64 * 1024 ** 2);
    expect(machine.memoryBytes).toBeLessThan(2 ** 50);
  });
});
