// Time a service spends on what the shop does not really do (a card network, a warehouse): waiting, not burning CPU.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

/** Waits about this long: between half and one and a half times the mean. */
export async function work(random: Random, meanMs: number): Promise<void> {
  await sleep(meanMs * (0.5 + random()));
}
