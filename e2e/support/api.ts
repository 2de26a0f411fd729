// Asking Throughline's own API, as any client would.

import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

export async function getJson<T>(base: string, path: string): Promise<T> {
  const answer = await fetch(new URL(path, base));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Asks until the answer is good; bounded by the test's own timeout. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(POLL_MS);
  }
}

/** An answer's status, and 0 while nothing answers. */
export async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}

/** Resolves when the engine has everything that was acknowledged. */
export async function untilStored(base: string): Promise<void> {
  await eventually(async () => {
    const metrics = await (await fetch(new URL('/metrics', base))).text();
    return /^throughline_spool_files 0$/m.test(metrics) ? true : undefined;
  });
}
