// One child process as the launcher sees it: start, the steps of getting ready, the end.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Settings, settingsToEnvironment } from '../settings.ts';
import { INSTRUMENTED, type ProcessName } from '../topology.ts';
import type { ToChild, ToLauncher } from '../wire/ipc.ts';
import { DEMO_DIR, type Programs } from './bundle.ts';

/** How a child that was not asked to stop came to its end. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';
}

export interface Child {
  readonly name: ProcessName;
  readonly pid: number;
  /** The port it listens on. */
  readonly listening: Promise<number>;
  readonly ready: Promise<true>;
  /** A bounded piece of work is done. */
  readonly finished: Promise<true>;
  /** Settles when the process is gone, whatever the reason; says which. */
  readonly ended: Promise<string>;
  send(message: ToChild): void;
  /** Asks it to stop; settles when nobody is served by it any more. */
  drain(): Promise<void>;
}

/** Small heaps: a dozen processes share a laptop. */
const NODE_OPTIONS = ['--max-old-space-size=128', '--max-semi-space-size=2'];
/** Longer than a child takes at most for an orderly stop. */
const KILL_AFTER_MS = 20_000;

const HTTP_SEMCONV = { OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database' };

function spawnProgram(programs: Programs, settings: Settings): ChildProcess {
  const preload = INSTRUMENTED.has(settings.name) ? ['--require', programs.telemetry] : [];
  return spawn(
    process.execPath,
    [...NODE_OPTIONS, '--enable-source-maps', ...preload, programs.of(settings.name)],
    {
      cwd: DEMO_DIR,
      env: { ...process.env, ...HTTP_SEMCONV, ...settingsToEnvironment(settings) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
}

function describeEnd(name: string, code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `${name} ended with code ${code}` : `${name} was ended by ${signal}`;
}

export function startChild(
  programs: Programs,
  settings: Settings,
  log: (line: string) => void,
): Child {
  const { name } = settings;
  const process_ = spawnProgram(programs, settings);
  for (const stream of [process_.stdout, process_.stderr]) {
    if (stream !== null) createInterface(stream).on('line', (line) => log(`${name}: ${line}`));
  }
  let failure: string | undefined;
  const ended = new Promise<string>((resolve) => {
    process_.on('error', (error) => resolve(`${name} did not start: ${error.message}`));
    process_.on('exit', (code, signal) => resolve(failure ?? describeEnd(name, code, signal)));
  });
  /** The first message of a kind; when the process ends before, an error. */
  const first = <R>(choose: (message: ToLauncher) => R | undefined): Promise<R> => {
    const message = new Promise<R>((resolve, reject) => {
      process_.on('message', (received: ToLauncher) => {
        if (received.type === 'failed') failure = received.message;
        const chosen = choose(received);
        if (chosen !== undefined) resolve(chosen);
      });
      void ended.then((reason) => reject(new ChildDied(reason)));
    });
    // Not everyone waits for every message, and an end that nobody waits for is reported by `ended`.
    message.catch(() => undefined);
    return message;
  };
  const drained = first((message) => (message.type === 'drained' ? true : undefined));
  const send = (message: ToChild): void => {
    if (process_.connected) process_.send(message, () => undefined);
  };
  return {
    name,
    pid: process_.pid ?? 0,
    listening: first((message) => (message.type === 'listening' ? message.port : undefined)),
    ready: first((message) => (message.type === 'ready' ? true : undefined)),
    finished: first((message) => (message.type === 'finished' ? true : undefined)),
    ended,
    send,
    async drain() {
      send({ type: 'stop' });
      const kill = setTimeout(() => process_.kill('SIGKILL'), KILL_AFTER_MS);
      void ended.then(() => clearTimeout(kill));
      await Promise.race([drained.catch(() => undefined), ended]);
    },
  };
}
