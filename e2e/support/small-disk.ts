// A small file system of its own, to be filled: a tmpfs, which only root may mount.

import { execFileSync } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './throughline.ts';

const MEBIBYTE = 1024 ** 2;
const CHUNK_BYTES = 4 * MEBIBYTE;

export interface SmallDisk {
  readonly path: string;
  freeBytes(): Promise<number>;
  /** Fills it up to so many bytes. */
  fill(leftBytes: number): Promise<void>;
  /** Gives back all that was filled. */
  empty(): Promise<void>;
}

/** Why it cannot be had, or the disk; gone when the test is through. */
export function mountSmallDisk(mebibytes: number): SmallDisk | string {
  const path = temporaryFolder();
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m`];
    execFileSync('mount', [...options, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', path]));
  const ballast: string[] = [];
  const freeBytes = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  };
  return {
    path,
    freeBytes,
    async fill(leftBytes) {
      for (let free = await freeBytes(); free > leftBytes; free = await freeBytes()) {
        const file = join(path, `ballast-${ballast.length}`);
        ballast.push(file);
        // The last piece may not fit: then the disk is as full as it can be.
        const bytes = Math.min(CHUNK_BYTES, free - leftBytes);
        await writeFile(file, Buffer.alloc(bytes)).catch(() => undefined);
      }
    },
    async empty() {
      for (const file of ballast.splice(0)) await rm(file, { force: true });
    },
  };
}
