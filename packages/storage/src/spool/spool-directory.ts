// The spool's folder: which files are in it, what they are called, and how they go in and out. Knows
// nothing of what waits in memory; also used while no server runs (`throughline spool`).
//
//   000000000012-<uuid>.spool                    waiting to be stored, in the order of their names
//   rejected/000000000007-<uuid>.spool           set aside: the engine does not take it
//   rejected/000000000007-<uuid>.spool.error.txt why

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const REJECTED = 'rejected';
const SUFFIX = '.spool';
const REASON_SUFFIX = '.error.txt';
const SEQUENCE_DIGITS = 12;
const NAME = /^(\d{12,15})-[\w-]+\.spool$/;

export interface SpoolFile {
  /** Also the token under which its inserts are recognised when they are sent again. */
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly createdMs: number;
}

export function newSpoolFileId(sequence: number): string {
  return `${String(sequence).padStart(SEQUENCE_DIGITS, '0')}-${randomUUID()}`;
}

export function sequenceOf(id: string): number {
  return Number.parseInt(id, 10);
}

export function waitingPath(directory: string, id: string): string {
  return join(directory, `${id}${SUFFIX}`);
}

export function rejectedPath(directory: string, id: string): string {
  return join(directory, REJECTED, `${id}${SUFFIX}`);
}

export async function createSpoolDirectory(directory: string): Promise<void> {
  await mkdir(join(directory, REJECTED), { recursive: true, mode: 0o700 });
}

/** Oldest first. Files of other names are not ours and stay untouched. */
export function listWaiting(directory: string): Promise<SpoolFile[]> {
  return listSpoolFiles(directory);
}

export function listRejected(directory: string): Promise<SpoolFile[]> {
  return listSpoolFiles(join(directory, REJECTED));
}

async function listSpoolFiles(directory: string): Promise<SpoolFile[]> {
  const names = (await readdir(directory)).filter((name) => NAME.test(name)).sort();
  const files: SpoolFile[] = [];
  for (const name of names) {
    const path = join(directory, name);
    const { size, mtimeMs } = await stat(path);
    files.push({ id: name.slice(0, -SUFFIX.length), path, bytes: size, createdMs: mtimeMs });
  }
  return files;
}

/** Out of the way of those behind it. The reason is a help; on a full disk it may have no room. */
export async function setAside(directory: string, id: string, reason: string): Promise<string> {
  const path = rejectedPath(directory, id);
  await writeFile(`${path}${REASON_SUFFIX}`, `${reason}\n`, { mode: 0o600 }).catch(() => undefined);
  await rename(waitingPath(directory, id), path);
  return path;
}

export async function readReason(file: SpoolFile): Promise<string> {
  const reason = await readFile(`${file.path}${REASON_SUFFIX}`, 'utf8').catch(() => '');
  return reason.trim() === '' ? 'unknown' : reason.trim();
}

/** Among those that wait again, at its old place, and with its old token. */
export async function putBack(directory: string, id: string): Promise<void> {
  const path = rejectedPath(directory, id);
  await rename(path, waitingPath(directory, id));
  await rm(`${path}${REASON_SUFFIX}`, { force: true });
}

/** A new file's name is only safe when its folder is on disk as well. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
