// The decisions that are taken before anything is installed: is Node.js new enough, is everything
// installed, where is Throughline, where is Chromium.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';
import { endpoints, shopArguments } from './endpoints.mjs';
import { fingerprint } from './fingerprint.mjs';
import { isInstalled, outdatedLockEntries } from './install.mjs';
import { nodeVersionProblem } from './node-version.mjs';
import { shellExitCode } from './run.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-bootstrap-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Node.js', () => {
  it.each(['20.19.0', '20.20.1', '22.1.0', '26.0.0'])('%s will do', (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined();
  });

  it.each(['20.18.3', '18.20.0', '4.9.1'])('%s will not, and the sentence says it', (version) => {
    expect(nodeVersionProblem(version)).toContain(`20.19 or newer, and this is ${version}`);
  });
});

describe('installed packages', () => {
  const lock = {
    packages: {
      '': {},
      'packages/a': {},
      'node_modules/a': { link: true },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    },
  };

  it('are complete when npm installed what the lock file names', () => {
    const packages = { 'node_modules/a': { link: true }, 'node_modules/b': { version: '1.0.0' } };
    expect(isInstalled(lock, { packages })).toBe(true);
  });

  it('are not complete when one is missing, another version, or nothing is there', () => {
    const a = { 'node_modules/a': { link: true } };
    expect(isInstalled(lock, { packages: a })).toBe(false);
    const packages = { ...a, 'node_modules/b': { version: '0.9.0' } };
    expect(isInstalled(lock, { packages })).toBe(false);
    expect(isInstalled(lock, undefined)).toBe(false);
  });

  it('are known to the lock file, in any order', () => {
    const locked = { packages: { '': { dependencies: { a: '1.0.0', b: '1.0.0' } } } };
    const same = { dependencies: { b: '1.0.0', a: '1.0.0' } };
    expect(outdatedLockEntries(locked, () => same)).toEqual([]);
    const more = { ...same, devDependencies: { c: '1.0.0' } };
    expect(outdatedLockEntries(locked, () => more)).toEqual(['']);
  });
});

describe('endpoints', () => {
  it('are the usual ones, moved by the offset however it is given', () => {
    const moved = {
      otlp: 'http://127.0.0.1:4418',
      ui: 'http://127.0.0.1:16786',
      shopPort: 8180,
    };
    expect(endpoints([], {}).ui).toBe('http://127.0.0.1:16686');
    expect(endpoints(['--port-offset', '100'], {})).toEqual(moved);
    expect(endpoints(['--port-offset=100'], {})).toEqual(moved);
    expect(endpoints([], { THROUGHLINE_PORT_OFFSET: '100' })).toEqual(moved);
    expect(endpoints(['--http-port=80', '--port-offset', '1'], {}).ui).toBe('http://127.0.0.1:81');
  });
});

describe('the arguments of the shop', () => {
  it('lead to Throughline, and leave what is given', () => {
    const args = shopArguments(['--port-offset', '100'], ['--otlp', 'http://a', '--quiet']);
    const added = ['--ui', 'http://127.0.0.1:16786', '--port', '8180'];
    expect(args).toEqual(['--otlp', 'http://a', '--quiet', ...added]);
  });
});

describe('Chromium', () => {
  it('is the one that is named, if that is a program', () => {
    const program = join(folder, 'my-chromium');
    writeFileSync(program, '', { mode: 0o755 });
    expect(findChromium({ CHROMIUM_PATH: program })).toBe(program);
    expect(findChromium({ CHROMIUM_PATH: join(folder, 'nothing') })).toBeUndefined();
  });

  it('is found on the path', () => {
    const program = join(folder, 'chromium');
    writeFileSync(program, '', { mode: 0o755 });
    expect(findChromium({ PATH: folder })).toBe(program);
  });
});

describe('fingerprint', () => {
  it('changes with contents and names, and not with tests', () => {
    writeFileSync(join(folder, 'a.ts'), 'one');
    const before = fingerprint(folder, ['.']);
    expect(fingerprint(folder, ['.'])).toBe(before);
    writeFileSync(join(folder, 'a.test.ts'), 'test');
    expect(fingerprint(folder, ['.'])).toBe(before);
    writeFileSync(join(folder, 'a.ts'), 'two');
    expect(fingerprint(folder, ['.'])).not.toBe(before);
  });
});

describe('exit code', () => {
  it('is the one a shell would report', () => {
    expect(shellExitCode(3, null)).toBe(3);
    expect(shellExitCode(null, 'SIGKILL')).toBe(137);
  });
});
