// A child process that runs until it is told to stop. A terminal sends Ctrl-C to the whole foreground
// group, so these get groups of their own: then it is we who decide the order in which they stop.

import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';
import { shellExitCode } from './run.mjs';

/**
 * @typedef {object} Service
 * @property {Promise<number>} ended the exit code, once it has ended
 * @property {(signal: NodeJS.Signals) => void} signal
 */

/**
 * @param {readonly string[]} args of Node.js
 * @returns {Service}
 */
export function startService(args) {
  const watch = new URL('./stop-with-parent.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', watch, ...args], {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(shellExitCode(code, signal)));
  });
  return { ended, signal: (name) => void child.kill(name) };
}

/**
 * Calls back whenever we are asked to stop, with the signal to pass on.
 *
 * @param {(signal: NodeJS.Signals) => void} stop
 */
export function onStopSignal(stop) {
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  // A terminal that closes: to a service, SIGHUP would mean something else.
  process.on('SIGHUP', () => stop('SIGTERM'));
  if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(() => stop('SIGTERM'));
}

/** How often we look whether npm is still there. */
const LOOK_MS = 500;

/**
 * npm passes a signal on to the shell it runs us in, and the shell ends without passing it on: all that
 * shows it is that our parent is another.
 *
 * @param {() => void} stop
 */
function whenOrphaned(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_MS);
  timer.unref();
}
