// `throughline spool` on a spool in a temporary folder: what it lists, what it puts back, and what it
// refuses.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@throughline/storage/contract/logger';
import { openDataDirectory } from '@throughline/storage/engine/data-directory';
import { Spool } from '@throughline/storage/spool/spool';
import { DEFAULT_SPOOL_LIMITS } from '@throughline/storage/spool/spool-limits';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseSpoolCommand } from './spool-arguments.ts';
import { spoolCommand } from './spool-command.ts';

let dataDir: string;
let printed: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-spool-command-'));
  dataDir = folder;
  printed = '';
  const keep = (text: string | Uint8Array): boolean => {
    printed += String(text);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(keep),
  );
  onTestFinished(async () => {
    for (const spy of spies) spy.mockRestore();
    await rm(folder, { recursive: true, force: true });
  });
});

/** One file that waits and two that are set aside; the ids of those. */
async function fillSpool(): Promise<string[]> {
  const spool = new Spool(join(dataDir, 'spool'), DEFAULT_SPOOL_LIMITS, silentLogger);
  await spool.open();
  const none = new Uint8Array();
  const bodies = {
    resources: none,
    scopes: none,
    trace_bounds: none,
    rollups: none,
    attributes: none,
  };
  const rejected: string[] = [];
  for (const text of ['a', 'b', 'c']) {
    await spool.append({ spans: 1, bodies: { ...bodies, spans: Buffer.from(text) } });
    const segment = await spool.seal();
    if (text === 'a' || segment === undefined) continue;
    await spool.reject(segment, `no column for ${text}`);
    rejected.push(segment.id);
  }
  await spool.close();
  return rejected;
}

function run(...args: string[]): Promise<number> {
  const command = parseSpoolCommand(args);
  if (typeof command === 'string') throw new Error(command);
  return spoolCommand(command, dataDir);
}

describe('throughline spool', () => {
  it('lists what waits and what is set aside, with the reason', async () => {
    const [b] = await fillSpool();
    expect(await run('list')).toBe(0);
    expect(printed).toMatch(/^waiting {4}000000000000-/);
    expect(printed).toContain(`set aside  ${b}`);
    expect(printed).toContain('no column for b');
    expect(printed).toContain('1 waiting, 2 set aside\n');
  });

  it('puts back the files that are named, or all', async () => {
    const [b, c] = await fillSpool();
    expect(await run('replay', `some/path/${b}.spool`)).toBe(0);
    expect(printed).toContain('1 put back');
    expect(await readdir(join(dataDir, 'spool'))).toContain(`${b}.spool`);
    expect(await readdir(join(dataDir, 'spool', 'rejected'))).toEqual([
      `${c}.spool`,
      `${c}.spool.error.txt`,
    ]);
    expect(await run('replay')).toBe(0);
    expect(await readdir(join(dataDir, 'spool', 'rejected'))).toEqual([]);
  });

  it('refuses a name that is not set aside, and puts back nothing', async () => {
    const [b] = await fillSpool();
    expect(await run('replay', b ?? '', 'other')).toBe(1);
    expect(printed).toContain('not among what is set aside: other');
    expect(await readdir(join(dataDir, 'spool', 'rejected'))).toHaveLength(4);
  });

  it('puts back nothing under a running server', async () => {
    await fillSpool();
    const held = await openDataDirectory(dataDir, { withEngine: false, minFreeBytes: 0 });
    expect(await run('replay')).toBe(1);
    expect(printed).toContain('is in use by another Throughline');
    expect(await run('list')).toBe(0);
    await held.release();
  });

  it('says so when there is no spool', async () => {
    expect(await run('list')).toBe(1);
    expect(printed).toContain(`there is no spool in ${dataDir}`);
  });
});

describe('parseSpoolCommand', () => {
  it('takes files in front of options', () => {
    expect(parseSpoolCommand(['replay', 'a', 'b', '--data-dir', 'c'])).toEqual({
      action: 'replay',
      files: ['a', 'b'],
      options: ['--data-dir', 'c'],
    });
  });

  it('says what can be done', () => {
    expect(parseSpoolCommand([])).toContain('use list or replay');
    expect(parseSpoolCommand(['lst'])).toContain('did you mean list?');
    expect(parseSpoolCommand(['list', 'x'])).toContain('takes no files');
  });
});
