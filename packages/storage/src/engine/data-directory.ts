// The directory that holds everything Throughline keeps, and the promise that only one instance
// uses it. Two locks keep it: ours on `instance.lock`, and the engine's own on `status` in its
// store, which also covers the engine of a server that was killed a moment ago.
//
//   instance.lock   held while an instance runs; its text names the holder
//   VERSION         the layout of this directory
//   engine/         everything of the embedded engine: configuration, store, log
//   spool/          spans that are acknowledged and not stored yet (../spool)

import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, systemErrorCode } from './engine-error.ts';
import { tryLockFile } from './file-lock.ts';

/** The layout that this code writes. A change of layout raises it and brings a way up. */
const LAYOUT_VERSION = '1';
/** Below this the engine can hardly write its first parts, and fails in less clear words. */
const MIN_FREE_BYTES = 256 * 1024 ** 2;
/** A killed server's engine ends itself within 10 s (see child.ts); this waits a little longer. */
const ORPHAN_WAIT_MS = 15_000;
const ORPHAN_POLL_MS = 50;

export interface DataDirectory {
  /** Absolute. */
  readonly path: string;
  readonly engineDir: string;
  /** Gives the directory free for another instance. */
  release(): Promise<void>;
}

export interface DataDirectoryOptions {
  /** Whether an engine will run in it. Default: yes. */
  readonly withEngine?: boolean;
  readonly minFreeBytes?: number;
  readonly orphanWaitMs?: number;
}

/** Takes the directory for this instance, creating it when missing, or says why it cannot. */
export async function openDataDirectory(
  dataDir: string,
  options: DataDirectoryOptions = {},
): Promise<DataDirectory> {
  const path = resolve(dataDir);
  const engineDir = join(path, 'engine');
  let lock: FileHandle | undefined;
  try {
    await createDirectory(path);
    lock = await lockInstance(path);
    await checkFreeSpace(path, options.minFreeBytes ?? MIN_FREE_BYTES);
    await checkLayout(path);
    if (options.withEngine ?? true) {
      await prepareEngine(path, engineDir, options.orphanWaitMs ?? ORPHAN_WAIT_MS);
    }
  } catch (error) {
    await lock?.close();
    throw explained(error, path);
  }
  const held = lock;
  return { path, engineDir, release: () => releaseLock(held) };
}

async function prepareEngine(path: string, engineDir: string, orphanWaitMs: number): Promise<void> {
  for (const directory of [engineDir, join(engineDir, 'store'), join(engineDir, 'log')]) {
    await createDirectory(directory);
  }
  await waitForOrphan(path, engineDir, orphanWaitMs);
}

/**
 * Only its owner may look inside: it holds other people's data and the engine's password hash.
 * Node's own recursive mkdir never returns where the system refuses with ENOENT, as in /proc.
 */
async function createDirectory(path: string): Promise<void> {
  if (await makeDirectory(path)) return;
  await createDirectory(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

/** False when its parent is missing. An existing directory is left as it is. */
async function makeDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return true;
    throw error;
  }
}

async function lockInstance(path: string): Promise<FileHandle> {
  const lockPath = join(path, 'instance.lock');
  const lock = await tryLockFile(lockPath);
  if (lock === undefined) throw await heldByAnother(path, lockPath);
  try {
    await lock.truncate(0);
    await lock.write(`${process.pid}\n`);
  } catch (error) {
    await lock.close();
    throw error;
  }
  return lock;
}

async function heldByAnother(path: string, lockPath: string): Promise<EngineError> {
  const pid = (await readFile(lockPath, 'utf8')).trim();
  const holder = pid === '' ? 'another Throughline' : `another Throughline (process ${pid})`;
  return new EngineError(
    'DATA_DIR_HELD',
    `The data directory ${path} is in use by ${holder}. ` +
      'Stop that one first, or choose another directory with --data-dir.',
  );
}

async function releaseLock(lock: FileHandle): Promise<void> {
  // The file stays: removing it would let two starters lock two files of one name.
  await lock.truncate(0);
  await lock.close();
}

async function checkFreeSpace(path: string, minFreeBytes: number): Promise<void> {
  const filesystem = await statfs(path);
  const freeBytes = filesystem.bavail * filesystem.bsize;
  if (freeBytes >= minFreeBytes) return;
  const mebibytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);
  throw new EngineError(
    'DISK_FULL',
    `The disk of the data directory ${path} has ${mebibytes(freeBytes)} MiB free; ` +
      `Throughline needs at least ${mebibytes(minFreeBytes)} MiB to start. ` +
      'Free some space, or choose another directory with --data-dir.',
  );
}

async function checkLayout(path: string): Promise<void> {
  const versionPath = join(path, 'VERSION');
  if (!existsSync(versionPath)) {
    await writeFile(versionPath, `${LAYOUT_VERSION}\n`, { mode: 0o600 });
    return;
  }
  const found = (await readFile(versionPath, 'utf8')).trim();
  // Empty: the disk was full, or the machine went down, between creating and writing it.
  if (found === '') await writeFile(versionPath, `${LAYOUT_VERSION}\n`);
  else if (found !== LAYOUT_VERSION) {
    throw new EngineError(
      'DATA_DIR_FORMAT',
      `The data directory ${path} has layout version ${found.slice(0, 20)}; this Throughline ` +
        `knows version ${LAYOUT_VERSION}. Start the version that made it, or choose another ` +
        'directory with --data-dir.',
    );
  }
}

/** Waits until the engine of a server that was killed has closed the store. */
async function waitForOrphan(path: string, engineDir: string, waitMs: number): Promise<void> {
  const statusPath = join(engineDir, 'store', 'status');
  if (!existsSync(statusPath)) return;
  const deadlineMs = Date.now() + waitMs;
  for (;;) {
    const lock = await tryLockFile(statusPath);
    if (lock !== undefined) return lock.close();
    if (Date.now() >= deadlineMs) break;
    await sleep(ORPHAN_POLL_MS);
  }
  throw new EngineError(
    'DATA_DIR_ENGINE_RUNNING',
    `An engine${await engineHolder(statusPath)} from an earlier run still has the data directory ` +
      `${path} open. End that process, then start again.`,
  );
}

/** ClickHouse writes "PID: 123" into the file that it locks. */
async function engineHolder(statusPath: string): Promise<string> {
  const pid = /PID: (\d+)/.exec(await readFile(statusPath, 'utf8'))?.[1];
  return pid === undefined ? '' : ` (process ${pid})`;
}

/** Turns what the operating system says about the directory into a sentence. */
function explained(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return new EngineError(
        'DATA_DIR_NOT_A_DIRECTORY',
        `The data directory ${path} cannot be used: it, or a part of the way to it, is a file. ` +
          'Choose another directory with --data-dir.',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return new EngineError(
        'DATA_DIR_NOT_WRITABLE',
        `The data directory ${path} cannot be written to (${code}). ` +
          'Give this user the right to, or choose another directory with --data-dir.',
        { cause: error },
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError(
        'DISK_FULL',
        `The disk of the data directory ${path} is full. ` +
          'Free some space, or choose another directory with --data-dir.',
        { cause: error },
      );
    default:
      return error;
  }
}
