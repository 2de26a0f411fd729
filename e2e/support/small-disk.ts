// A small file system of its own, to be filled: a tmpfs, which only root may mount.

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, statfsSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './throughline.ts';

const MEBIBYTE = 1024 ** 2;
const CHUNK = new Uint8Array(4 * MEBIBYTE);

export interface SmallDisk {
  readonly path: string;
  /** Fills it up to so many bytes. */
  fill(leftBytes: number): void;
  /** Gives back all that was filled. */
  empty(): Promise<void>;
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
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
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    // At one go: senders that go on meanwhile would take most of the time of a busy machine.
    fill(leftBytes) {
      const file = join(path, `ballast-${ballast.length}`);
      ballast.push(file);
      const descriptor = openSync(file, 'w');
      try {
        for (let free = freeBytes(); free > leftBytes; free = freeBytes()) {
          writeSync(descriptor, CHUNK, 0, Math.min(CHUNK.length, free - leftBytes));
        }
      } catch (error) {
        // The last piece may not fit: then the disk is as full as it can be.
        if (!isFull(error)) throw error;
      } finally {
        closeSync(descriptor);
      }
    },
    async empty() {
      for (const file of ballast.splice(0)) await rm(file, { force: true });
    },
  };
}
