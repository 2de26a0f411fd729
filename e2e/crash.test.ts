// The promise about durability: under a stream of writes the engine or the server is killed, and
// everything that was acknowledged is there afterwards, once.

import { expect, it } from 'vitest';
import { eventually, statusOf, untilStored } from './support/api.ts';
import { damaged, startWriting } from './support/load.ts';
import { enginePid, untilEngine } from './support/processes.ts';
import { startThroughline, temporaryFolder } from './support/throughline.ts';

/** Acknowledged before the first kill, and again after each recovery. */
const TRACES_PER_PHASE = 100;

it('loses nothing acknowledged when the engine is killed', async () => {
  const throughline = await startThroughline();
  const writes = startWriting(() => throughline.otlpHttp);
  for (let kills = 0; kills < 3; kills++) {
    await writes.more(TRACES_PER_PHASE);
    // Senders go on while the engine is away: it may not be back from the kill before.
    process.kill(await untilEngine(throughline.child.pid), 'SIGKILL');
  }
  await writes.more(TRACES_PER_PHASE);
  await writes.stop();
  await untilStored(throughline.http);
  expect(await damaged(throughline.http, writes.acknowledged)).toEqual([]);
  expect(throughline.child.stderr()).toMatch(/engine/);
  expect((await throughline.stop()).code).toBe(0);
});

it('loses nothing acknowledged when the server is killed', async () => {
  const dataDir = temporaryFolder();
  let throughline = await startThroughline({ dataDir });
  const writes = startWriting(() => throughline.otlpHttp);
  for (let kills = 0; kills < 3; kills++) {
    await writes.more(TRACES_PER_PHASE);
    throughline.child.signal('SIGKILL');
    await throughline.child.ended;
    throughline = await startThroughline({ dataDir });
  }
  await writes.more(TRACES_PER_PHASE);
  await writes.stop();
  await untilStored(throughline.http);
  expect(await damaged(throughline.http, writes.acknowledged)).toEqual([]);
  expect((await throughline.stop()).code).toBe(0);
});

it('says that the engine is away, and that it is back', async () => {
  const throughline = await startThroughline();
  process.kill(enginePid(throughline.child.pid), 'SIGKILL');
  await eventually(async () => {
    return (await statusOf(`${throughline.http}/readyz`)) === 503 ? true : undefined;
  });
  await eventually(async () => {
    return (await statusOf(`${throughline.http}/readyz`)) === 200 ? true : undefined;
  });
  await throughline.stop();
});
