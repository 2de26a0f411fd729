// What a figure depends on besides our code; printed with every result.

import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';

export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  /** Of the folder that data are written to. */
  readonly fileSystem: string;
  readonly node: string;
}

export function machineFacts(): MachineFacts {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    fileSystem: fileSystemOf(tmpdir()),
    node: process.version,
  };
}

/** By the longest mount point that the folder is under. */
function fileSystemOf(folder: string): string {
  const path = realpathSync(folder);
  const isUnder = (mount: string) =>
    mount === '/' || path === mount || path.startsWith(`${mount}/`);
  const [best] = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, mount = '', type = 'unknown']) => ({ mount, type }))
    .filter(({ mount }) => mount !== '' && isUnder(mount))
    .sort((a, b) => b.mount.length - a.mount.length);
  return best?.type ?? 'unknown';
}

export function machineInWords(facts: MachineFacts): string {
  const { cpu, cores, memoryGiB, kernel, fileSystem, node } = facts;
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, Linux ${kernel}, ${fileSystem}, Node ${node}`;
}

/** The commit, with a plus when the tree has other changes. */
export function gitRevision(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  try {
    const changes = git('status', '--porcelain', '--untracked-files=no');
    return `${git('rev-parse', '--short=12', 'HEAD')}${changes === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}
