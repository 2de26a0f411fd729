// What the README tells people to type: every npm script and option that it names exists, and the span
// by hand arrives.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getJson, untilStored } from './support/api.ts';
import { runChild } from './support/child.ts';
import { COMMAND, ROOT, startThroughline } from './support/throughline.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const BLOCKS = [...README.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

/** `npm start` and `npm test` are short for scripts of that name. */
function scriptsNamed(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run )?(start|test|demo|bench|[a-z-]+)\b/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !['install', 'pack'].includes(name));
}

it('names scripts that there are', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const commands = [...BLOCKS, ...[...README.matchAll(/`(npm [^`]+)`/g)].map((match) => match[1])];
  const named = commands.flatMap((text) => scriptsNamed(text ?? ''));
  expect(named).toEqual(expect.arrayContaining(['start', 'test', 'demo', 'bench']));
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

it('names options that there are', () => {
  const help = execFileSync(process.execPath, [COMMAND, 'help'], { encoding: 'utf8' });
  const table = [...README.matchAll(/^\| `(--[a-z-]+)/gm)].map((match) => match[1] ?? '');
  expect(table.length).toBeGreaterThan(3);
  expect(table.filter((option) => !help.includes(option))).toEqual([]);
});

it('names options and faults of the shop that there are', async () => {
  const args = ['--import', 'tsx', 'demo/src/main.ts', '--help'];
  const help = await runChild({ command: process.execPath, args, cwd: ROOT });
  const line = /npm run demo -- (--[a-z]+) ([a-z-]+)/.exec(README);
  expect(help).toContain(line?.[1]);
  expect(help).toContain(line?.[2]);
});

it('shows how to send a span by hand, and to ask for it', async () => {
  const throughline = await startThroughline();
  const block = (start: string): string => {
    const found = BLOCKS.find((text) => text.startsWith(start)) ?? '';
    return found
      .replaceAll('http://127.0.0.1:4318', throughline.otlpHttp)
      .replaceAll('http://127.0.0.1:16686', throughline.http);
  };
  const bash = (script: string): Promise<string> =>
    runChild({ command: 'bash', args: ['-euc', script] });
  expect(JSON.parse(await bash(block('curl http')))).toEqual({});
  await untilStored(throughline.http);
  const { traces } = JSON.parse(await bash(block("curl 'http")));
  expect(traces).toHaveLength(1);
  expect(traces[0]).toMatchObject({ rootName: 'hello', rootService: 'by-hand' });
  const links = [...README.matchAll(/<http:\/\/127\.0\.0\.1:16686([^>]*)>/g)];
  for (const [, path] of links) {
    expect((await fetch(throughline.http + (path ?? ''))).status).toBe(200);
  }
  expect(await getJson(throughline.http, '/api/v1/openapi.json')).toHaveProperty('openapi');
  await throughline.stop();
});
