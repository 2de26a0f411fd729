// A question that hangs keeps nobody waiting and is not asked again beside itself.

import { describe, expect, it } from 'vitest';
import { createCachedProbe } from './cached-probe.ts';

const NEVER = new Promise<never>(() => {});

describe('createCachedProbe', () => {
  it('answers, and those who ask soon after share the answer', async () => {
    let asked = 0;
    const probe = createCachedProbe(async () => ++asked, {
      freshMs: 60_000,
      waitMs: 60_000,
      timeoutMs: 60_000,
    });
    expect(await Promise.all([probe.latest(), probe.latest()])).toEqual([
      { value: 1, isCurrent: true },
      { value: 1, isCurrent: true },
    ]);
    expect(await probe.latest()).toEqual({ value: 1, isCurrent: true });
  });

  it('gives the last answer and says that it is old, while the next does not come', async () => {
    let asked = 0;
    const ask = () => (++asked === 1 ? Promise.resolve('fine') : NEVER);
    const probe = createCachedProbe(ask, { freshMs: -1, waitMs: 1, timeoutMs: 60_000 });
    await probe.latest();
    for (let time = 0; time < 3; time++) {
      expect(await probe.latest()).toEqual({ value: 'fine', isCurrent: false });
    }
    expect(asked).toBe(2);
  });

  it('gives up a question, even one that cannot be cancelled, and asks again', async () => {
    let asked = 0;
    const ask = () => (++asked === 1 ? NEVER : Promise.resolve('back'));
    const probe = createCachedProbe(ask, { freshMs: 60_000, waitMs: 60_000, timeoutMs: 1 });
    expect(await probe.latest()).toEqual({ value: undefined, isCurrent: false });
    expect(await probe.latest()).toEqual({ value: 'back', isCurrent: true });
  });

  it('takes a failure for no answer', async () => {
    const probe = createCachedProbe(() => Promise.reject(new Error('away')));
    expect(await probe.latest()).toEqual({ value: undefined, isCurrent: false });
  });
});
