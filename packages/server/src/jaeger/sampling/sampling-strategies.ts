// The sampling strategies in force: those of the file that the options name, which wins; else those put through the
// API, which the data directory keeps; else Jaeger's default. A file is watched, and as long as what it says is wrong,
// what it said last stays in force.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  SamplingAnswer,
  SamplingStatus,
  SamplingStrategies,
} from '@throughline/model/api/sampling';
import {
  type SamplingStrategy,
  type SamplingTable,
  samplingTable,
  strategyFor,
} from '@throughline/model/jaeger/sampling-strategy';
import type { Logger } from '@throughline/storage/contract/logger';
import { writeWholeFile } from '../../config/write-whole-file.ts';
import { readStrategies } from './read-strategies.ts';

/** In the data directory: what was put through the API. */
export const KEPT_FILE = 'sampling-strategies.json';

/**
 * By reading it again, not by the system's notices, which miss what mounts replace, as Kubernetes does; nor by its
 * times, of which the first that are seen may be of a change that nobody has read.
 */
const WATCH_INTERVAL_MS = 1_000;

export interface SamplingOptions {
  readonly dataDir: string;
  /** undefined: none is watched. */
  readonly file: string | undefined;
  readonly logger: Logger;
  readonly watchIntervalMs?: number;
}

export interface SamplingSource {
  strategyFor(service: string): SamplingStrategy;
  status(): SamplingStatus;
  answer(): SamplingAnswer;
  /** The file that rules, so that nothing can be put; undefined: there is none. */
  readonly file: string | undefined;
  /** In force and on disk when it resolves. Throws SamplingStrategyError. */
  put(strategies: SamplingStrategies): Promise<void>;
  /** Watches no more. */
  close(): void;
}

interface InForce {
  readonly source: SamplingStatus['source'];
  readonly strategies: SamplingStrategies;
  readonly table: SamplingTable;
  readonly warnings: readonly string[];
  readonly readAt: string | undefined;
}

const DEFAULT: InForce = {
  source: 'default',
  strategies: {},
  table: samplingTable({}),
  warnings: [],
  readAt: undefined,
};

export async function openSamplingStrategies(options: SamplingOptions): Promise<SamplingSource> {
  const { dataDir, file, logger } = options;
  const keptPath = join(dataDir, KEPT_FILE);
  let inForce = DEFAULT;
  let problem: string | undefined;
  let seen: string | undefined;
  let putting: Promise<unknown> = Promise.resolve();

  async function read(source: 'file' | 'api', path: string): Promise<void> {
    try {
      const text = await readFile(path, 'utf8');
      if (text === seen) return;
      seen = text;
      inForce = inForceOf(source, readStrategies(text));
      problem = undefined;
      logger.info({ path, warnings: inForce.warnings }, 'sampling strategies read');
    } catch (error) {
      const reason = reasonOf(error);
      if (source === 'api' && isMissing(error)) return;
      // What is right again, with the text of before, is to be read again.
      if (isMissing(error)) seen = undefined;
      if (`${path}: ${reason}` === problem) return;
      problem = `${path}: ${reason}`;
      logger.error({ path, reason }, 'sampling strategies cannot be read; the last good ones stay');
    }
  }

  await (file === undefined ? read('api', keptPath) : read('file', file));
  const stopWatching =
    file === undefined
      ? undefined
      : readAgain(() => read('file', file), options.watchIntervalMs ?? WATCH_INTERVAL_MS);
  const status = (): SamplingStatus => ({
    source: inForce.source,
    ...(file === undefined ? {} : { file }),
    ...(inForce.readAt === undefined ? {} : { readAt: inForce.readAt }),
    ...(problem === undefined ? {} : { problem }),
    warnings: [...inForce.warnings],
  });
  return {
    strategyFor: (service) => strategyFor(inForce.table, service),
    status,
    answer: () => ({ ...status(), strategies: inForce.strategies }),
    file,
    put(strategies) {
      const next = inForceOf('api', { strategies, warnings: [] });
      const text = `${JSON.stringify(strategies, undefined, 2)}\n`;
      // One after the other: the last one that was answered is the one that is kept.
      const written = putting.then(async () => {
        await writeWholeFile(keptPath, text, 0o644);
        inForce = next;
        problem = undefined;
      });
      putting = written.catch(() => undefined);
      return written;
    },
    close() {
      stopWatching?.();
    },
  };
}

/** Each time so long after the last one was through; returns what ends it. */
function readAgain(read: () => Promise<void>, intervalMs: number): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const schedule = (): void => {
    if (!isStopped) timer = setTimeout(() => void read().then(schedule), intervalMs).unref();
  };
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Throws SamplingStrategyError. */
function inForceOf(
  source: 'file' | 'api',
  { strategies, warnings }: { strategies: SamplingStrategies; warnings: readonly string[] },
): InForce {
  const table = samplingTable(strategies);
  return {
    source,
    strategies,
    table,
    warnings: [...warnings, ...table.warnings],
    readAt: new Date().toISOString(),
  };
}

function reasonOf(error: unknown): string {
  if (isMissing(error)) return 'there is no such file';
  return error instanceof Error ? error.message : String(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
}
