// When a day is looked at, on days and times alone.

import { describe, expect, it } from 'vitest';
import { duePasses, isOver, isSettled } from './due-days.ts';
import { DAY_MS, DEFAULT_RETENTION, HOUR_MS, type RetentionPolicy } from './retention-policy.ts';

const DAY = '2026-01-10';
const START_MS = Date.parse(DAY);
const after = (days: number, hours = 0) => START_MS + days * DAY_MS + hours * HOUR_MS;

const policy = (ageMs: number | undefined, ...ruleAges: number[]): RetentionPolicy => ({
  ...DEFAULT_RETENTION,
  ageMs,
  rules: ruleAges.map((ruleAge) => ({ subject: { kind: 'errors' }, ageMs: ruleAge })),
});

describe('a day', () => {
  it('is over when the longest age has passed since its end', () => {
    expect(isOver(policy(14 * DAY_MS), DAY, after(15) - 1)).toBe(false);
    expect(isOver(policy(14 * DAY_MS), DAY, after(15))).toBe(true);
    expect(isOver(policy(14 * DAY_MS, 30 * DAY_MS), DAY, after(31) - 1)).toBe(false);
    expect(isOver(policy(14 * DAY_MS, 30 * DAY_MS), DAY, after(31))).toBe(true);
    expect(isOver(policy(undefined, HOUR_MS), DAY, after(9999))).toBe(false);
  });

  it('waits for the spool before it goes as a whole', () => {
    expect(isOver(policy(HOUR_MS), DAY, after(2) - 1)).toBe(false);
    expect(isOver(policy(HOUR_MS), DAY, after(2))).toBe(true);
    expect(isSettled(DAY, after(2) - 1)).toBe(false);
    expect(isSettled(DAY, after(2))).toBe(true);
  });
});

describe('passes', () => {
  it('of long ages come when the day has just reached them, and a day later', () => {
    const rules = policy(14 * DAY_MS, 30 * DAY_MS);
    expect(duePasses(rules, DAY, after(15) - 1)).toEqual([]);
    expect(duePasses(rules, DAY, after(15))).toEqual([`${14 * DAY_MS} first`]);
    expect(duePasses(rules, DAY, after(16))).toEqual([`${14 * DAY_MS} last`]);
    expect(duePasses(rules, DAY, after(31))).toEqual([
      `${14 * DAY_MS} last`,
      `${30 * DAY_MS} first`,
    ]);
  });

  it('of short ages come twelve times in each while the day can have such spans', () => {
    const rules = policy(14 * DAY_MS, HOUR_MS);
    expect(duePasses(rules, DAY, after(0, 1) - 1)).toEqual([]);
    const looks = new Set<string>();
    for (let minute = 0; minute < 60; minute++) {
      const [look = '', ...others] = duePasses(rules, DAY, after(0, 1) + minute * 60_000);
      expect(others).toEqual([]);
      looks.add(look);
    }
    expect(looks.size).toBe(12);
    expect(duePasses(rules, DAY, after(2, 0))).toHaveLength(1);
    expect(duePasses(rules, DAY, after(2, 1))).toEqual([`${HOUR_MS} last`]);
  });
});
