// A Python with the pinned packages of OpenTelemetry, made once and kept in the cache folder.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.ts';
import { ROOT } from './throughline.ts';

const REQUIREMENTS = join(ROOT, 'e2e/python/requirements.txt');

/** Why there can be no Python here, in words; undefined when there can. */
export function pythonMissing(): string | undefined {
  const probe = spawnSync('python3', ['-c', 'import ensurepip, venv'], { encoding: 'utf8' });
  if (probe.error !== undefined) return 'python3 is not installed';
  return probe.status === 0 ? undefined : 'python3 has no venv (Debian: python3-venv)';
}

/** The path of the interpreter. */
export async function preparePython(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const home = join(ROOT, '.cache', `python-${hash}`);
  const python = join(home, 'bin/python');
  if (existsSync(join(home, 'complete'))) return python;
  rmSync(home, { recursive: true, force: true });
  await runChild({ command: 'python3', args: ['-m', 'venv', home] });
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '-q', '-r', REQUIREMENTS];
  await runChild({ command: python, args: pip });
  // Last, and in one step: an interrupted installation is not taken for a complete one.
  mkdirSync(join(home, 'incomplete'));
  renameSync(join(home, 'incomplete'), join(home, 'complete'));
  return python;
}
