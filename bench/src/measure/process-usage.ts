// CPU time and memory of a process, from the operating system's own accounting (proc(5); Linux only).

import { readFileSync } from 'node:fs';

/** Clock ticks per second of /proc/PID/stat: 100 on every Linux that Node supports. */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Most memory it ever had resident. */
  readonly peakBytes: number;
}

export function processUsage(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const peakKilobytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return {
    cpuSeconds: (userTicks + systemTicks) / TICKS_PER_SECOND,
    peakBytes: peakKilobytes * 1024,
  };
}
