// Which requests of a run have which fault.
import { describe, expect, it } from 'vitest';
import { createFaultSchedule, SHOWCASE_ROUND } from './fault-schedule.ts';
import { FAULT_NAMES } from './faults.ts';

const take = (count: number, next: () => readonly string[]): string[] =>
  Array.from({ length: count }, () => next().join('+') || '-');

describe('the schedule of faults', () => {
  it('touches nothing when no fault is chosen', () => {
    const schedule = createFaultSchedule({ faults: [], showcase: false });
    expect(take(30, () => schedule.next('checkout'))).toEqual(Array(30).fill('-'));
  });

  it('gives a chosen fault its share of the checkouts, beginning with the first', () => {
    const schedule = createFaultSchedule({ faults: ['slow-payment'], showcase: false });
    expect(schedule.next('other')).toEqual([]);
    expect(take(6, () => schedule.next('checkout')).join(' ')).toBe(
      'slow-payment - - - - slow-payment',
    );
  });

  it('gives a fault that is there all the time to every request', () => {
    const schedule = createFaultSchedule({ faults: ['clock-skew'], showcase: false });
    expect(schedule.next('other')).toEqual(['clock-skew']);
    expect(schedule.next('checkout')).toEqual(['clock-skew']);
  });

  it('shows every fault once in a round, the slow payment by the second checkout', () => {
    const schedule = createFaultSchedule({ faults: [], showcase: true });
    const rounds = [0, 1].map(() => take(SHOWCASE_ROUND, () => schedule.next('checkout')));
    expect(rounds[0]?.slice(0, 2)).toEqual(['-', 'slow-payment']);
    expect(rounds[0]?.filter((fault) => fault !== '-').sort()).toEqual([...FAULT_NAMES].sort());
    expect(rounds[1]).toEqual(rounds[0]);
  });
});
