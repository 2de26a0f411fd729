// How much of the machine the engine may use. Pure arithmetic, from 2 cores and 2 GB upwards.
// ClickHouse's own defaults are for a dedicated server with tens of gigabytes.

import { availableParallelism, totalmem } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
}

export interface EngineSizing {
  readonly maxServerMemoryBytes: number;
  readonly maxQueryMemoryBytes: number;
  readonly maxMergeMemoryBytes: number;
  readonly markCacheBytes: number;
  readonly maxQueryThreads: number;
  readonly maxConcurrentQueries: number;
  readonly mergePoolThreads: number;
  readonly commonPoolThreads: number;
  readonly schedulePoolThreads: number;
}

const MIB = 1024 ** 2;

/**
 * The process itself may grow to 400 MiB above the limit (measured: 200 MiB are the library's own
 * pages). The rest is for the server's process, the page cache, which is what makes reads fast as
 * the uncompressed cache is off, and whatever else the machine is for.
 */
const MEMORY_SHARE = 0.4;
/** Below this, ordinary merges and searches are refused, and the engine is of no use. */
const MIN_SERVER_MEMORY_BYTES = 640 * MIB;
/** One query may take this share of the limit, so that one bad query cannot stop inserts. */
const QUERY_MEMORY_SHARE = 0.4;
/** No new merge starts while merges hold this share; queries and inserts come first. */
const MERGE_MEMORY_SHARE = 0.3;
/** Marks are what a look-up by id reads first. */
const MARK_CACHE_SHARE = 0.05;
const MAX_MARK_CACHE_BYTES = 512 * MIB;
/** Room for inserts, queries of the UI, and the product's own background reads, on any machine. */
const BASE_CONCURRENT_QUERIES = 32;
const CONCURRENT_QUERIES_PER_CORE = 8;
/** More merges at once than this only make the parts of each other wait for the disk. */
const MAX_MERGE_THREADS = 8;
const MAX_QUERY_THREADS = 16;

export function engineSizing(machine: Machine): EngineSizing {
  const cores = Math.max(1, Math.floor(machine.cores));
  const maxServerMemoryBytes = Math.max(
    MIN_SERVER_MEMORY_BYTES,
    Math.floor(machine.memoryBytes * MEMORY_SHARE),
  );
  return {
    maxServerMemoryBytes,
    maxQueryMemoryBytes: Math.floor(maxServerMemoryBytes * QUERY_MEMORY_SHARE),
    maxMergeMemoryBytes: Math.floor(maxServerMemoryBytes * MERGE_MEMORY_SHARE),
    markCacheBytes: Math.min(
      MAX_MARK_CACHE_BYTES,
      Math.floor(maxServerMemoryBytes * MARK_CACHE_SHARE),
    ),
    maxQueryThreads: Math.min(MAX_QUERY_THREADS, cores),
    maxConcurrentQueries: BASE_CONCURRENT_QUERIES + CONCURRENT_QUERIES_PER_CORE * cores,
    // Never one: a long merge of big parts must not hold up the merging of fresh small ones.
    mergePoolThreads: Math.min(MAX_MERGE_THREADS, Math.max(2, cores)),
    commonPoolThreads: 2,
    schedulePoolThreads: Math.min(8, Math.max(2, cores)),
  };
}

/** This machine, or the part of it that a container may use. */
export function currentMachine(): Machine {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  // Without a limit the answer is 0 or an absurdly large number, depending on the system.
  const memoryBytes = constrained > 0 && constrained < total ? constrained : total;
  return { cores: availableParallelism(), memoryBytes };
}
