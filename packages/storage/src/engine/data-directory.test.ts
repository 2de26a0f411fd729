// One directory, one instance; with real locks and directories, without an engine.

import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDirectory } from './data-directory.ts';
import { tryLockFile } from './file-lock.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'throughline-dir-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('openDataDirectory', () => {
  it('makes a directory that only its owner may enter', async () => {
    const directory = await openDataDirectory(join(root, 'a', 'data'));
    expect((await stat(directory.path)).mode & 0o777).toBe(0o700);
    expect((await stat(directory.engineDir)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(directory.path, 'VERSION'), 'utf8')).toBe('1\n');
    await directory.release();
  });

  it('is held until it is released, and names its holder', async () => {
    const directory = await openDataDirectory(root);
    await expect(openDataDirectory(root)).rejects.toMatchObject({
      code: 'DATA_DIR_HELD',
      message: expect.stringMatching(new RegExp(`${root} is in use.*process ${process.pid}`)),
    });
    await directory.release();
    await (await openDataDirectory(root)).release();
  });

  it('goes to exactly one of several who want it at once', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => openDataDirectory(root)),
    );
    const won = tries.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of won) await result.value.release();
  });

  it('does not mind the lock file of a dead instance, whatever process has its number now', async () => {
    await writeFile(join(root, 'instance.lock'), `${process.pid}\n`);
    await (await openDataDirectory(root)).release();
  });

  it('waits for the engine of a dead instance, and then gives up in clear words', async () => {
    const store = join(root, 'engine', 'store');
    await mkdir(store, { recursive: true });
    await writeFile(join(store, 'status'), 'PID: 4711\nStarted at: 2026-01-01 00:00:00\n');
    const engine = await tryLockFile(join(store, 'status'));
    await expect(openDataDirectory(root, { orphanWaitMs: 0 })).rejects.toMatchObject({
      code: 'DATA_DIR_ENGINE_RUNNING',
      message: expect.stringContaining('process 4711'),
    });
    const waiting = openDataDirectory(root);
    await engine?.close();
    await (await waiting).release();
  });

  it('refuses a path that is a file, or leads through one', async () => {
    await writeFile(join(root, 'file'), '');
    for (const path of [join(root, 'file'), join(root, 'file', 'data')]) {
      await expect(openDataDirectory(path)).rejects.toMatchObject({
        code: 'DATA_DIR_NOT_A_DIRECTORY',
        message: expect.stringContaining(path),
      });
    }
  });

  it.runIf(process.platform === 'linux')('refuses a place where nothing can be made', async () => {
    await expect(openDataDirectory('/proc/throughline')).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_WRITABLE',
      message: expect.stringContaining('/proc/throughline'),
    });
  });

  it('refuses a disk with too little room, and gives the directory free again', async () => {
    await expect(openDataDirectory(root, { minFreeBytes: 2 ** 60 })).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/MiB free; Throughline needs at least \d+ MiB/),
    });
    await (await openDataDirectory(root)).release();
  });

  it('refuses a layout that it does not know', async () => {
    await writeFile(join(root, 'VERSION'), '2\n');
    await expect(openDataDirectory(root)).rejects.toMatchObject({
      code: 'DATA_DIR_FORMAT',
      message: expect.stringContaining('layout version 2'),
    });
  });
});
