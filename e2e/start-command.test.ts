// The commands of the repository, as a person types them: npm start, with and without the shop, and
// Ctrl-C. What npm start installs and builds was installed and built before this runs.

import { expect, it } from 'vitest';
import { eventually, getJson, statusOf } from './support/api.ts';
import { type Child, groupGone, isAlive, startChild } from './support/child.ts';
import { descendantsOf } from './support/processes.ts';
import { ROOT, temporaryFolder } from './support/throughline.ts';

/** Far from the usual ports, and different from run to run. */
/** All ports stay below 32768, where Linux begins to take ports for outgoing connections. */
function randomPortOffset(): number {
  return 1_000 + Math.floor(Math.random() * 15_000);
}

function npmStart(args: readonly string[], offset: number): Child {
  const common = ['--port-offset', String(offset), '--data-dir', temporaryFolder()];
  return startChild({ command: 'npm', args: ['start', '--', ...args, ...common], cwd: ROOT });
}

function ready(ui: string): Promise<true> {
  return eventually(async () => ((await statusOf(`${ui}/readyz`)) === 200 ? true : undefined));
}

async function pressCtrlC(child: Child): Promise<void> {
  const below = descendantsOf(child.pid).map(({ pid }) => pid);
  expect(below.length).toBeGreaterThan(1);
  child.signalGroup('SIGINT');
  await child.ended;
  await groupGone(child.pid);
  expect(below.filter(isAlive)).toEqual([]);
}

it('npm start runs Throughline, and Ctrl-C stops all of it', async () => {
  const offset = randomPortOffset();
  const child = npmStart([], offset);
  await ready(`http://127.0.0.1:${16686 + offset}`);
  await pressCtrlC(child);
  expect(child.stderr()).toContain('stopped');
});

it('npm start -- --demo also opens the shop, and Ctrl-C closes both', async () => {
  const offset = randomPortOffset();
  const child = npmStart(['--demo'], offset);
  const ui = `http://127.0.0.1:${16686 + offset}`;
  await ready(ui);
  await eventually(async () => {
    const answer = await getJson<{ services: { name: string }[] }>(ui, '/api/v1/services');
    return answer.services.some(({ name }) => name === 'payment') ? true : undefined;
  });
  await pressCtrlC(child);
});

it('npm start that is killed takes Throughline with it', async () => {
  const offset = randomPortOffset();
  const child = npmStart([], offset);
  await ready(`http://127.0.0.1:${16686 + offset}`);
  const below = descendantsOf(child.pid).map(({ pid }) => pid);
  child.signalGroup('SIGKILL');
  await child.ended;
  await eventually(async () => (below.some(isAlive) ? undefined : true));
});

it('npm start stops in order when only npm is asked to', async () => {
  const offset = randomPortOffset();
  const child = npmStart([], offset);
  await ready(`http://127.0.0.1:${16686 + offset}`);
  const below = descendantsOf(child.pid).map(({ pid }) => pid);
  child.signal('SIGTERM');
  await child.ended;
  await eventually(async () => (below.some(isAlive) ? undefined : true));
});

it('npm run demo says so when there is no Throughline', async () => {
  const args = ['run', 'demo', '--', '--port-offset', String(randomPortOffset())];
  const child = startChild({ command: 'npm', args, cwd: ROOT });
  expect((await child.ended).code).toBe(1);
  expect(child.stderr()).toContain('Start Throughline first');
});
