// What the running product tells of itself: all documented metrics and no others, also while its engine
// hangs; and on request its own traces, which come to rest when nobody asks for anything.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually, getJson, statusOf } from './support/api.ts';
import { metric } from './support/load.ts';
import { enginePid } from './support/processes.ts';
import { ROOT, startThroughline, temporaryFolder } from './support/throughline.ts';

/** A hanging engine may cost a scrape two of these seconds; Prometheus gives up after ten. */
const SCRAPE_TIMEOUT_MS = 5_000;

/** Looks at the counter, over several times what one round of a loop would take. */
const LOOKS = 30;

const SEARCH = '/api/v1/traces?service=throughline';

interface Found {
  readonly traces: readonly { readonly rootName: string; readonly spanCount: number }[];
}

async function scrape(base: string): Promise<string> {
  const signal = AbortSignal.timeout(SCRAPE_TIMEOUT_MS);
  return (await fetch(new URL('/metrics', base), { signal })).text();
}

it('serves every documented metric and no other, also while the engine hangs', async () => {
  const { http, child, stop } = await startThroughline();
  const documented = readFileSync(join(ROOT, 'docs/reference/metrics.md'), 'utf8');
  const names = [...documented.matchAll(/^\| `(throughline_\w+)`/gm)].map(([, name]) => name);
  const served = [...(await scrape(http)).matchAll(/^# TYPE (throughline_\w+)/gm)];
  expect(served.map(([, name]) => name).toSorted()).toEqual(names.toSorted());
  expect(await metric(http, 'throughline_engine_up')).toBe(1);
  expect(await metric(http, 'throughline_engine_memory_bytes')).toBeGreaterThan(0);

  const engine = enginePid(child.pid);
  process.kill(engine, 'SIGSTOP');
  const isDown = async () =>
    /^throughline_engine_up 0$/m.test(await scrape(http)) ? true : undefined;
  await eventually(isDown);
  expect(await metric(http, 'throughline_ready')).toBe(0);
  process.kill(engine, 'SIGCONT');
  await eventually(async () => ((await statusOf(`${http}/readyz`)) === 200 ? true : undefined));
  await eventually(async () => ((await isDown()) === undefined ? true : undefined));
  expect((await stop()).code).toBe(0);
});

it('keeps traces of itself when asked to, and makes none while nobody asks', async () => {
  const { http, stop } = await startThroughline({
    args: ['--data-dir', temporaryFolder(), '--self-traces', 'on'],
  });
  let searches = 0;
  const found = await eventually(async () => {
    searches++;
    const { traces } = await getJson<Found>(http, SEARCH);
    return traces.length > 0 ? traces : undefined;
  });
  expect(found[0]).toMatchObject({ rootName: 'GET /api/v1/traces', spanCount: 2 });

  // Each search is two spans, and storing them is none.
  const stored = () => metric(http, 'throughline_self_spans_total{outcome="stored"}');
  await eventually(async () => ((await stored()) >= 2 * searches ? true : undefined));
  let looks = 0;
  await eventually(async () => {
    expect(await stored()).toBe(2 * searches);
    return ++looks === LOOKS ? true : undefined;
  });
  expect((await stop()).code).toBe(0);
});
