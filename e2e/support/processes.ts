// Which processes descend from which, as the system sees it.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { eventually } from './api.ts';

export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
}

function allProcesses(): ProcessEntry[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parentPid, command]) => ({
      pid: Number(pid),
      parentPid: Number(parentPid),
      command: command ?? '',
    }));
}

/** Children, their children, and so on. */
export function descendantsOf(pid: number): ProcessEntry[] {
  const processes = allProcesses();
  const below = (parent: number): ProcessEntry[] =>
    processes
      .filter(({ parentPid }) => parentPid === parent)
      .flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

function findEngine(serverPid: number): number | undefined {
  return descendantsOf(serverPid).find(({ command }) => command.includes('engine-child'))?.pid;
}

/** The engine's process of a server. */
export function enginePid(serverPid: number): number {
  const engine = findEngine(serverPid);
  if (engine === undefined) throw new Error(`process ${serverPid} has no engine`);
  return engine;
}

/** The same, once there is one: a killed engine comes back after a moment. */
export function untilEngine(serverPid: number): Promise<number> {
  return eventually(async () => findEngine(serverPid));
}

/** The most memory that a process ever had resident (proc(5); Linux only). */
export function peakMemoryBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no peak memory`);
  return Number(kilobytes) * 1024;
}
