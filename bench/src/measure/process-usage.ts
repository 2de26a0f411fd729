// CPU time and memory of processes, from the operating system's own accounting (proc(5); Linux only).

import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second of /proc: 100 on every Linux that Node supports. */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Most memory it ever had resident. */
  readonly peakBytes: number;
}

function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; fields are counted behind it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

export function processUsage(pid: number): ProcessUsage {
  const fields = statFields(pid);
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
  return {
    cpuSeconds: (userTicks + systemTicks) / TICKS_PER_SECOND,
    residentBytes: bytes('VmRSS'),
    peakBytes: bytes('VmHWM'),
  };
}

/** Of a process and all that it has started, peaks added up. */
export function processTreeUsage(pid: number): ProcessUsage {
  return processTree(pid)
    .map(processUsage)
    .reduce((sum, usage) => ({
      cpuSeconds: sum.cpuSeconds + usage.cpuSeconds,
      residentBytes: sum.residentBytes + usage.residentBytes,
      peakBytes: sum.peakBytes + usage.peakBytes,
    }));
}

function processTree(root: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const parent = parentOf(pid);
    if (parent !== undefined) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(childrenOf.get(pid) ?? []));
  return tree;
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statFields(pid)[1]);
  } catch {
    // It ended while we looked.
    return undefined;
  }
}

/** CPU time that all processes of the machine have used since it started. */
export function machineCpuSeconds(): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq) / TICKS_PER_SECOND;
}
