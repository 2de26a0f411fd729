// The embedded ClickHouse from start to stop: takes the data directory, writes the configuration,
// runs the engine in a process of its own, and starts it again whenever it dies. The rest of
// storage sees only the connection; see README.md for how the parts work together.

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineConnection } from '../contract/engine-connection.ts';
import type { Logger } from '../contract/logger.ts';
import { type ChildSpec, KEEP_ALIVE_QUERY } from './child-spec.ts';
import { engineConfigXml, engineUsersXml } from './config.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { EngineError, systemErrorCode } from './engine-error.ts';
import {
  type EngineEnd,
  type EngineProcess,
  spawnEngine,
  waitUntilReady,
} from './engine-process.ts';
import { engineCommand } from './engine-request.ts';
import { currentMachine, engineSizing } from './engine-sizing.ts';
import { findFreePort } from './free-port.ts';
import { engineLibraryPath } from './platform.ts';

const USERNAME = 'throughline';
const DATABASE = 'throughline';
/** 192 bits: a password that cannot be guessed, and needs no slow hash. */
const PASSWORD_BYTES = 24;
/** Years of data on a slow disk may take a while to open; an empty store takes 0.3 s. */
const START_TIMEOUT_MS = 120_000;
/** Within this the engine ends its queries and closes its tables. */
const STOP_TIMEOUT_MS = 8_000;
/** The process ends itself after STOP_TIMEOUT_MS; only if it cannot is it killed, after this. */
const KILL_AFTER_MS = 10_000;
/** A port may be taken between choosing and using it, but hardly this often. */
const FIRST_START_ATTEMPTS = 4;
const MIN_BACK_OFF_MS = 100;
/** An engine that cannot start, as on a full disk, is tried again this often at least. */
const MAX_BACK_OFF_MS = 30_000;
/** After running this long a death is news, and the back-off begins anew. */
const STABLE_AFTER_MS = 60_000;
const COMMAND_TIMEOUT_MS = 30_000;

export type EngineStatus = 'starting' | 'ready' | 'restarting' | 'stopped';

export interface EngineState {
  readonly status: EngineStatus;
  /** How often the engine died and was started again since `startEmbeddedEngine`. */
  readonly restarts: number;
  /** Why it is, or last was, not ready. */
  readonly lastError: string | undefined;
  readonly pid: number | undefined;
}

export interface EmbeddedEngineOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** Memory of the machine, of which the engine takes a share; found out when not given. */
  readonly memoryBytes?: number;
  readonly cores?: number;
  readonly onStateChange?: (state: EngineState) => void;
}

export interface EmbeddedEngine extends EngineConnection {
  readonly state: EngineState;
  /**
   * Stops the engine in order and gives the data directory free. May be called again. Close the
   * clients first: for an open connection, also an idle one, the engine waits five seconds. After
   * `graceMs` it is killed, which costs nothing but the time to check its store at the next start.
   */
  stop(graceMs?: number): Promise<void>;
}

/** Resolves when the engine answers. Rejects with an EngineError that says what to do. */
export async function startEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const libraryPath = engineLibraryPath();
  const directory = await openDataDirectory(options.dataDir);
  const engine = new SupervisedEngine(options, directory, libraryPath);
  try {
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}

class SupervisedEngine implements EmbeddedEngine {
  readonly username = USERNAME;
  readonly database = DATABASE;
  readonly password = randomBytes(PASSWORD_BYTES).toString('base64url');

  readonly #options: EmbeddedEngineOptions;
  readonly #directory: DataDirectory;
  readonly #libraryPath: string;
  readonly #stopping = new AbortController();
  #state: EngineState = {
    status: 'starting',
    restarts: 0,
    lastError: undefined,
    pid: undefined,
  };
  #port: number | undefined;
  #process: EngineProcess | undefined;
  #supervision: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: EmbeddedEngineOptions, directory: DataDirectory, libraryPath: string) {
    this.#options = options;
    this.#directory = directory;
    this.#libraryPath = libraryPath;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port ?? 0}`;
  }

  get state(): EngineState {
    return this.#state;
  }

  async start(): Promise<void> {
    await this.#writeConfiguration();
    const startedMs = performance.now();
    let process: EngineProcess | undefined;
    for (let attempt = 1; process === undefined; attempt++) {
      try {
        process = await this.#launch();
      } catch (error) {
        if (attempt === FIRST_START_ATTEMPTS || !mayPass(error)) throw error;
        await sleep(backOffMs(attempt));
      }
    }
    const durationMs = Math.round(performance.now() - startedMs);
    this.#options.logger.info(
      { url: this.url, pid: process.pid, dataDir: this.#directory.path, durationMs },
      'embedded ClickHouse is ready',
    );
    this.#enter({ status: 'ready', pid: process.pid });
    this.#supervision = this.#supervise(process);
  }

  stop(graceMs: number = KILL_AFTER_MS): Promise<void> {
    this.#stopped ??= this.#stop(graceMs);
    return this.#stopped;
  }

  async #stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#process?.stop(graceMs);
    await this.#supervision;
    this.#enter({ status: 'stopped', pid: undefined });
    await this.#directory.release();
  }

  /** Starts the engine again each time it ends, for as long as nobody stops it. */
  async #supervise(first: EngineProcess): Promise<void> {
    let process: EngineProcess | undefined = first;
    let failures = 0;
    while (process !== undefined) {
      const readySinceMs = performance.now();
      const end = await process.ended;
      if (this.#stopping.signal.aborted) return;
      failures = performance.now() - readySinceMs > STABLE_AFTER_MS ? 0 : failures;
      this.#reportDeath(`the engine died (${describeEnd(end)})`, failures);
      process = undefined;
      while (process === undefined && (await this.#pause(backOffMs(failures + 1)))) {
        failures++;
        process = await this.#relaunch(failures);
      }
    }
  }

  async #relaunch(failures: number): Promise<EngineProcess | undefined> {
    try {
      const process = await this.#launch();
      const restarts = this.#state.restarts + 1;
      this.#options.logger.info(
        { url: this.url, pid: process.pid, restarts },
        'embedded ClickHouse is ready again',
      );
      this.#enter({ status: 'ready', restarts, pid: process.pid });
      return process;
    } catch (error) {
      if (this.#stopping.signal.aborted) return undefined;
      this.#reportDeath(error instanceof Error ? error.message : String(error), failures);
      return undefined;
    }
  }

  #reportDeath(reason: string, failures: number): void {
    this.#options.logger.error(
      { reason, retryInMs: backOffMs(failures + 1) },
      'embedded ClickHouse is not running; it is started again',
    );
    this.#enter({ status: 'restarting', lastError: reason, pid: undefined });
  }

  /** Waits; false when the wait was ended by `stop`. */
  async #pause(ms: number): Promise<boolean> {
    try {
      await sleep(ms, undefined, { signal: this.#stopping.signal });
      return true;
    } catch {
      return false;
    }
  }

  /** One run of the process up to its first answer. Keeps the port when it can. */
  async #launch(): Promise<EngineProcess> {
    this.#port ??= await findFreePort();
    const spec = this.#childSpec(this.#port);
    const process = spawnEngine(spec);
    this.#process = process;
    if (this.#stopping.signal.aborted) await process.stop(KILL_AFTER_MS);
    const ready = await waitUntilReady(process, spec, START_TIMEOUT_MS);
    const refusal = ready ? await createDatabase(spec) : undefined;
    if (ready && refusal === undefined) return process;
    const endedItself = process.hasEnded();
    await process.stop(KILL_AFTER_MS);
    const end = await process.ended;
    if (isPortTaken(end)) this.#port = undefined;
    const what =
      refusal ??
      (endedItself
        ? `ended while starting (${describeEnd(end)})`
        : `gave no answer within ${START_TIMEOUT_MS / 1000} s`);
    const wasKilled = endedItself && end.how === 'signal SIGKILL';
    throw new StartFailure(what, join(this.#directory.engineDir, 'log'), end, wasKilled);
  }

  #childSpec(port: number): ChildSpec {
    const { engineDir } = this.#directory;
    return {
      libraryPath: this.#libraryPath,
      engineArguments: [
        `--path=${join(engineDir, 'store')}`,
        `--config-file=${join(engineDir, 'config.xml')}`,
        '--log-level=warning',
        '--listen_host=127.0.0.1',
        `--http_port=${port}`,
        `--query=SYSTEM START LISTEN HTTP; ${KEEP_ALIVE_QUERY}`,
      ],
      url: `http://127.0.0.1:${port}`,
      username: this.username,
      password: this.password,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    };
  }

  async #writeConfiguration(): Promise<void> {
    const { engineDir, path } = this.#directory;
    const machine = currentMachine();
    const sizing = engineSizing({
      cores: this.#options.cores ?? machine.cores,
      memoryBytes: this.#options.memoryBytes ?? machine.memoryBytes,
    });
    const config = engineConfigXml(sizing, {
      logFile: join(engineDir, 'log', 'engine.log'),
      userFilesDir: join(engineDir, 'user-files'),
    });
    const users = engineUsersXml(sizing, this.username, this.password);
    try {
      await writeFile(join(engineDir, 'config.xml'), config, { mode: 0o600 });
      await writeFile(join(engineDir, 'users.xml'), users, { mode: 0o600 });
    } catch (cause) {
      throw new EngineError(
        systemErrorCode(cause) === 'ENOSPC' ? 'DISK_FULL' : 'DATA_DIR_NOT_WRITABLE',
        `The engine's configuration could not be written to the data directory ${path}: ${cause}.`,
        { cause },
      );
    }
  }

  #enter(change: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onStateChange?.(this.#state);
  }
}

function backOffMs(failures: number): number {
  return Math.min(MAX_BACK_OFF_MS, MIN_BACK_OFF_MS * 2 ** (failures - 1));
}

/**
 * Whether the same start may succeed a moment later: a taken port, a store not yet closed, or somebody killed it, as
 * an operator or the system does when memory is short.
 */
function mayPass(error: unknown): boolean {
  if (!(error instanceof StartFailure)) return false;
  return error.wasKilled || isPortTaken(error.end) || isStoreLocked(error.end);
}

class StartFailure extends EngineError {
  readonly end: EngineEnd;
  /** By others, before its first answer. */
  readonly wasKilled: boolean;

  constructor(what: string, logDir: string, end: EngineEnd, wasKilled: boolean) {
    super('ENGINE_START_FAILED', `The embedded ClickHouse ${what}. Its log is in ${logDir}.`);
    this.end = end;
    this.wasKilled = wasKilled;
  }
}

/** The first statement that needs the store: what the engine said when it refused it. */
async function createDatabase(spec: ChildSpec): Promise<string | undefined> {
  try {
    await engineCommand(spec, `CREATE DATABASE IF NOT EXISTS ${DATABASE}`, COMMAND_TIMEOUT_MS);
    return undefined;
  } catch (error) {
    return `could not open its store (${error instanceof Error ? error.message : error})`;
  }
}

function describeEnd(end: EngineEnd): string {
  return end.lastLines.length === 0 ? end.how : `${end.how}: ${end.lastLines.join(' ')}`;
}

function isPortTaken(end: EngineEnd): boolean {
  return end.lastLines.some((line) => line.includes('Address already in use'));
}

function isStoreLocked(end: EngineEnd): boolean {
  return end.lastLines.some((line) => line.includes('Another server instance in same directory'));
}
