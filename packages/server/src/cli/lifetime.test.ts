// Stopping: in the opposite order, once, and to the end whatever fails.

import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Lifetime } from './lifetime.ts';

const logger = pino({ level: 'silent' });

describe('Lifetime', () => {
  it('stops the last first, and everything although one fails', async () => {
    const stopped: string[] = [];
    const lifetime = new Lifetime(logger);
    lifetime.add('engine', async () => void stopped.push('engine'));
    lifetime.add('store', () => Promise.reject(new Error('no')));
    lifetime.add('listeners', async () => void stopped.push('listeners'));
    expect(await lifetime.stopAll()).toBe(false);
    expect(stopped).toEqual(['listeners', 'engine']);
  });

  it('stops once, however often it is asked', async () => {
    let times = 0;
    const lifetime = new Lifetime(logger);
    lifetime.add('engine', async () => void times++);
    expect(await Promise.all([lifetime.stopAll(), lifetime.stopAll()])).toEqual([true, true]);
    expect(times).toBe(1);
  });
});
