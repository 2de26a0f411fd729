// A child process in a group of its own, with its output kept: what a terminal would start, and what
// Ctrl-C in that terminal would reach.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what ends it, whatever was left undone: by default for the end of the running test. */
  readonly onEnd?: (end: () => void) => void;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  readonly ended: Promise<ChildEnd>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the first line of standard output that matches; rejects when it ends without. */
  line(pattern: RegExp): Promise<string>;
  /** To it alone. */
  signal(name: NodeJS.Signals): void;
  /** To its whole group, as a terminal does. */
  signalGroup(name: NodeJS.Signals): void;
}

const GROUP_POLL_MS = 50;

/** Our own settings must not leak into what is tested. */
function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(THROUGHLINE_|OTEL_|npm_|VITEST|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}

/** Started for the running test, and gone when that ends, whatever it leaves undone. */
export function startChild(options: ChildOptions): Child {
  const { command, args, cwd, env, onEnd = onTestFinished } = options;
  const child = spawn(command, [...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]): ChildEnd => ({ code, signal }));
  const signalGroup = (name: NodeJS.Signals): void => {
    if (isGroupAlive(pid)) process.kill(-pid, name);
  };
  onEnd(() => signalGroup('SIGKILL'));
  return {
    pid,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (name) => void child.kill(name),
    signalGroup,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = stdout.split('\n').find((line) => pattern.test(line));
          if (found !== undefined) resolve(found);
        };
        look();
        child.stdout.on('data', look);
        ended.then(({ code, signal }) => {
          const how = `ended (${code ?? signal}) without a line like ${pattern}`;
          reject(new Error(`${command} ${args.join(' ')} ${how}\n${stdout}\n${stderr}`));
        });
      }),
  };
}

/** Runs to its end; throws, with all it said, when that is not a success. */
export async function runChild(options: ChildOptions): Promise<string> {
  const child = startChild(options);
  const { code, signal } = await child.ended;
  if (code === 0) return child.stdout();
  const how = `${options.command} ${options.args.join(' ')}: ${code ?? signal}`;
  throw new Error(`${how}\n${child.stdout()}\n${child.stderr()}`);
}

export function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when no process of the group is left; bounded by the test's own timeout. */
export async function groupGone(pid: number): Promise<void> {
  while (isGroupAlive(pid)) await delay(GROUP_POLL_MS);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
