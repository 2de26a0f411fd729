// How eagerly the garbage collector runs. The server's JavaScript heap is small, some 30 MB, while bodies
// and files pass through buffers outside of it; V8 counts those against a limit that follows from the
// heap's size and would collect the whole heap some thirty times per million spans.

import { setFlagsFromString } from 'node:v8';

/**
 * The heap may grow to three times what survived a collection before the next one. Measured on the
 * benchmark's workload: 6 full collections per million spans instead of 27 to 38, a fifth less CPU time,
 * 25 MiB more memory at the peak.
 */
const HEAP_GROWING_PERCENT = 200;

/** To be called before anything of size is allocated. A V8 that does not know the flag warns and goes on. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
