// How the command starts, refuses to start, and stops: in order, with one sentence, leaving nothing.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { getJson } from './support/api.ts';
import { groupGone, startChild } from './support/child.ts';
import { randomTraceId, sendTraces, simpleTrace } from './support/otlp-json.ts';
import { descendantsOf, enginePid } from './support/processes.ts';
import {
  ANY_PORTS,
  COMMAND,
  ROOT,
  startThroughline,
  temporaryFolder,
} from './support/throughline.ts';

const SENTENCE = /^throughline: [^\n]+\n$/;

async function refusedStart(
  args: readonly string[],
): Promise<{ code: number | null; said: string }> {
  const child = startChild({ command: process.execPath, args: [COMMAND, 'serve', ...args] });
  const { code } = await child.ended;
  await groupGone(child.pid);
  expect(child.stdout()).toBe('');
  return { code, said: child.stderr() };
}

it('says where everything is, and is ready', async () => {
  const dataDir = temporaryFolder();
  const throughline = await startThroughline({ dataDir });
  const status = await getJson<{ dataDir: string; engine: { kind: string; version: string } }>(
    throughline.http,
    '/api/v1/status',
  );
  expect(status.dataDir).toBe(dataDir);
  expect(status.engine.kind).toBe('embedded');
  expect(await getJson(throughline.http, '/readyz')).toEqual({ ready: true, reasons: [] });
  expect((await throughline.stop()).code).toBe(0);
});

it('leaves no process behind after Ctrl-C', async () => {
  const { child } = await startThroughline();
  expect(descendantsOf(child.pid).length).toBeGreaterThan(0);
  child.signalGroup('SIGINT');
  expect(await child.ended).toEqual({ code: 0, signal: null });
  await groupGone(child.pid);
});

it('leaves no process behind when it is killed', async () => {
  const { child } = await startThroughline();
  expect(enginePid(child.pid)).toBeGreaterThan(0);
  child.signal('SIGKILL');
  await child.ended;
  await groupGone(child.pid);
});

it('keeps what it has over a restart', async () => {
  const dataDir = temporaryFolder();
  const traceId = randomTraceId();
  const first = await startThroughline({ dataDir });
  expect((await sendTraces(first.otlpHttp, simpleTrace(traceId, 'kept'))).status).toBe(200);
  await first.stop();
  const second = await startThroughline({ dataDir });
  await getJson(second.http, `/api/v1/traces/${traceId}`);
  await second.stop();
});

it('does not share a data directory', async () => {
  const dataDir = temporaryFolder();
  const { stop } = await startThroughline({ dataDir });
  const { code, said } = await refusedStart([...ANY_PORTS, '--data-dir', dataDir]);
  expect(code).toBe(1);
  expect(said).toMatch(SENTENCE);
  expect(said).toContain(dataDir);
  await stop();
});

it('does not start on a port that is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const args = [...ANY_PORTS.slice(1), `--http-port=${port}`, '--data-dir', temporaryFolder()];
  const { code, said } = await refusedStart(args);
  expect(code).toBe(1);
  expect(said).toMatch(SENTENCE);
  expect(said).toContain(String(port));
});

it('names an option it does not know, and what was meant', async () => {
  const { code, said } = await refusedStart(['--prot-offset', '5']);
  expect(code).toBe(2);
  expect(said).toMatch(SENTENCE);
  expect(said).toContain('--port-offset');
});

it('prints its version and its help', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const run = (verb: string): string =>
    execFileSync(process.execPath, [COMMAND, verb], { encoding: 'utf8' });
  expect(run('version')).toBe(`${version}\n`);
  expect(run('help')).toContain('--data-dir');
});
