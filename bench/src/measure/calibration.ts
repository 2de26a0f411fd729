// How fast this machine is right now, for whoever judges a result: the time of a fixed loop. When other
// work takes turns with ours, the time on the wall grows; when it slows the cores themselves down (shared
// caches, a neighbour on the same physical core), the CPU time grows as well, and so do all CPU figures.

const STEPS = 200_000_000;
const ROUNDS = 3;

export interface Calibration {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The best of some rounds of a loop of 32-bit integers without memory access. */
export function calibrate(): Calibration {
  let [wallMs, cpuMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    const cpuBefore = process.cpuUsage();
    const hash = mix(STEPS);
    // The hash must be used, or the compiler may leave the loop out.
    if (hash === 0) continue;
    const { user, system } = process.cpuUsage(cpuBefore);
    wallMs = Math.min(wallMs, performance.now() - startMs);
    cpuMs = Math.min(cpuMs, (user + system) / 1000);
  }
  return { wallMs, cpuMs };
}

function mix(steps: number): number {
  let hash = 0x811c9dc5;
  for (let step = 0; step < steps; step++) hash = Math.imul(hash ^ (step & 0xff), 0x01000193);
  return hash | 1;
}
