// One run of the engine's process: spawned, watched, stopped. It is not restarted here.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineChildCommand, engineChildEnvironment } from './child-command.ts';
import type { ChildSpec } from './child-spec.ts';
import { engineCommand, enginePing } from './engine-request.ts';

/** What the process said last is kept to explain its end; more is in the engine's log. */
const KEPT_LINES = 20;
const KEPT_LINE_CHARS = 500;
const STACK_TRACE_NOTE = /, Stack trace \(when copying this message.*$/;
const READY_POLL_MS = 10;
const REQUEST_TIMEOUT_MS = 5_000;
/** The engine's greeting and the frames of its stack traces explain nothing. */
const CHATTER = /^Logging \w+ to |^\d+\. .* @ 0x/;

export interface EngineProcess {
  readonly pid: number | undefined;
  /** Resolves, never rejects, with how it ended. */
  readonly ended: Promise<EngineEnd>;
  readonly hasEnded: () => boolean;
  /** Stops it in order within `timeoutMs`, else at once. Resolves when the process is gone. */
  stop(timeoutMs: number): Promise<void>;
}

export interface EngineEnd {
  /** "exit code 1" or "signal SIGKILL". */
  readonly how: string;
  readonly lastLines: readonly string[];
}

export function spawnEngine(spec: ChildSpec): EngineProcess {
  const command = engineChildCommand();
  const child = spawn(command.file, command.arguments, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: engineChildEnvironment(),
    // A group of its own: Ctrl-C in the terminal is for the server, which then stops the engine.
    detached: true,
  });
  // It may end before it has read its orders; how it ended tells all there is.
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(spec)}\n`);
  let gone = false;
  const ended = watchEnd(child).then((end) => {
    gone = true;
    return end;
  });
  return {
    pid: child.pid,
    ended,
    hasEnded: () => gone,
    async stop(timeoutMs) {
      child.stdin.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

function watchEnd(child: ChildProcessByStdio<Writable, null, Readable>): Promise<EngineEnd> {
  const lastLines: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    const text = line.replace(STACK_TRACE_NOTE, '').slice(0, KEPT_LINE_CHARS).trim();
    if (text === '' || CHATTER.test(text)) return;
    lastLines.push(text);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ how: error.message, lastLines }));
    // `close`, not `exit`: only then has all of its stderr arrived.
    child.once('close', (code, signal) => {
      resolve({ how: signal === null ? `exit code ${code}` : `signal ${signal}`, lastLines });
    });
  });
}

/** Waits until the engine answers this user; false when it ended or the time is over before. */
export async function waitUntilReady(
  engine: EngineProcess,
  spec: ChildSpec,
  timeoutMs: number,
): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!engine.hasEnded() && Date.now() < deadlineMs) {
    if (await answers(spec)) return true;
    await sleep(READY_POLL_MS);
  }
  return false;
}

async function answers(spec: ChildSpec): Promise<boolean> {
  try {
    if ((await enginePing(spec.url, REQUEST_TIMEOUT_MS)) !== 'Ok.\n') return false;
    return (await engineCommand(spec, 'SELECT 1', REQUEST_TIMEOUT_MS)) === '1\n';
  } catch {
    return false;
  }
}
