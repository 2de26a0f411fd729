// Runs a child process to its end with our own standard streams, and says how it ended.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './paths.mjs';

/**
 * The exit code a shell would report: the child's own, or 128 + the number of the signal that ended it.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
export function shellExitCode(code, signal) {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + constants.signals[signal];
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to our own environment
 * @returns {Promise<number>} the exit code
 */
export function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(shellExitCode(code, signal)));
  });
}

/**
 * Runs a TypeScript file of the repository.
 *
 * @param {string} file relative to the root
 * @param {readonly string[]} [args]
 * @returns {Promise<number>} the exit code
 */
export function runTypeScript(file, args = []) {
  return run(process.execPath, ['--import', 'tsx', file, ...args]);
}

/**
 * Runs npm: the one that runs us, when there is one, so that a script never meets another version.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export function runNpm(args) {
  const npm = process.env['npm_execpath'];
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) return run(process.execPath, [npm, ...args]);
  return run('npm', args);
}
