// How fast this machine is right now, for whoever judges a result: the time of a fixed loop. On a machine
// that others use as well it grows, and so do all times measured then.

const STEPS = 200_000_000;
const ROUNDS = 3;

/** The best of some rounds, in milliseconds; a loop of 32-bit integers without memory access. */
export function calibrationMs(): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    const hash = mix(STEPS);
    const elapsedMs = performance.now() - startMs;
    // The hash must be used, or the compiler may leave the loop out.
    if (hash !== 0) best = Math.min(best, elapsedMs);
  }
  return best;
}

function mix(steps: number): number {
  let hash = 0x811c9dc5;
  for (let step = 0; step < steps; step++) hash = Math.imul(hash ^ (step & 0xff), 0x01000193);
  return hash | 1;
}
