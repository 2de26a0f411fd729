// The built server with its embedded engine, on ports that stay, to be killed and started again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../../dist/throughline.js', import.meta.url));

/** A store that was killed in the middle of everything is checked at its start. */
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

/** Of the listeners that this is asked for. */
const USUAL_PORTS = { 'otlp-http': 4318, 'otlp-grpc': 4317 };

export type Victim = 'engine' | 'server' | 'both';

export class KillableProduct {
  readonly httpUrl: string;
  private readonly portOffset: number;
  private readonly args: readonly string[];
  private server: ChildProcess | undefined;
  private log = '';

  constructor(dataDir: string, portOffset: number, args: readonly string[] = []) {
    if (!existsSync(SERVER)) throw new Error(`${SERVER} is missing: npm run build makes it`);
    this.httpUrl = `http://127.0.0.1:${16_686 + portOffset}`;
    this.portOffset = portOffset;
    const own = ['--data-dir', dataDir, '--port-offset', String(portOffset)];
    this.args = [SERVER, 'serve', ...own, '--log-level', 'warn', ...args];
  }

  listener(name: keyof typeof USUAL_PORTS): URL {
    return new URL(`http://127.0.0.1:${USUAL_PORTS[name] + this.portOffset}`);
  }

  start(): void {
    this.log = '';
    const server = spawn(process.execPath, this.args, { stdio: ['ignore', 'ignore', 'pipe'] });
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log = (this.log + text).slice(-10_000);
    });
    this.server = server;
  }

  async untilReady(): Promise<void> {
    await this.until('ready', async () => (await fetch(`${this.httpUrl}/readyz`)).ok);
  }

  /** Everything that was acknowledged is in the engine. */
  async untilStored(): Promise<void> {
    await this.until('through with its spool', async () => {
      const metrics = await (await fetch(`${this.httpUrl}/metrics`)).text();
      return /^throughline_spool_files 0$/m.test(metrics);
    });
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (!(await isSo().catch(() => false))) {
      if (this.server !== undefined && hasEnded(this.server)) {
        throw new Error(`the server ended by itself:\n${this.log}`);
      }
      if (performance.now() > deadline) {
        throw new Error(`the server is not ${what} after ${READY_TIMEOUT_MS} ms:\n${this.log}`);
      }
      await delay(POLL_MS);
    }
  }

  /** Returns what was there to be killed: the engine may be between two lives. */
  async kill(victim: Victim): Promise<Victim | undefined> {
    const server = this.server;
    const enginePid = server?.pid === undefined ? undefined : engineOf(server.pid);
    const killsEngine = victim !== 'server' && enginePid !== undefined;
    if (killsEngine) process.kill(enginePid, 'SIGKILL');
    if (victim === 'engine' || server === undefined) return killsEngine ? 'engine' : undefined;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
    return killsEngine ? 'both' : 'server';
  }

  /** In order; how long that took. */
  async stop(): Promise<number> {
    const server = this.server;
    if (server === undefined || hasEnded(server)) throw new Error(`it has ended:\n${this.log}`);
    const startedMs = performance.now();
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    const [code] = await exit;
    if (code !== 0) throw new Error(`the server stopped with code ${code}:\n${this.log}`);
    return performance.now() - startedMs;
  }

  /** Whatever happened before. */
  async destroy(): Promise<void> {
    if (this.server !== undefined && !hasEnded(this.server)) await this.kill('both');
  }
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

/** The server's child that loads the engine's library (proc(5); Linux only). */
function engineOf(serverPid: number): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent !== serverPid) continue;
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('engine-child')) {
        return Number(name);
      }
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}
