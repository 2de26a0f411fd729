// Queries saved under names, in one file of the data directory: read once, written whole at every change.

import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MAX_SAVED_QUERIES,
  SavedQueriesAnswer,
  type SavedQuery,
} from '@throughline/model/api/saved-queries';
import type { Logger } from '@throughline/storage/contract/logger';
import { Value } from 'typebox/value';
import { writeWholeFile } from '../config/write-whole-file.ts';
import { ApiError } from '../http/errors.ts';

/** In the data directory. */
export const SAVED_QUERIES_FILE = 'saved-queries.json';

/** Behind the name of a file that cannot be read. */
const SET_ASIDE = '.unreadable';

export interface SavedQueries {
  /** By name. */
  list(): readonly SavedQuery[];
  /** On disk when it resolves; a query of this name is replaced. */
  put(name: string, q: string): Promise<void>;
  /** False: there was none. */
  remove(name: string): Promise<boolean>;
}

interface SavedQueriesOptions {
  readonly dataDir: string;
  readonly logger: Logger;
}

export async function openSavedQueries(options: SavedQueriesOptions): Promise<SavedQueries> {
  const path = join(options.dataDir, SAVED_QUERIES_FILE);
  let queries = await readSaved(path, options.logger);
  let writing: Promise<unknown> = Promise.resolve();

  /** One after the other: each begins with what the one before has left. */
  function change(
    next: (before: ReadonlyMap<string, SavedQuery>) => ReadonlyMap<string, SavedQuery>,
  ): Promise<void> {
    const written = writing.then(async () => {
      const changed = next(queries);
      const text = `${JSON.stringify({ queries: sorted(changed) }, undefined, 2)}\n`;
      await writeWholeFile(path, text, 0o644);
      queries = changed;
    });
    writing = written.catch(() => undefined);
    return written;
  }

  return {
    list: () => sorted(queries),
    put(name, q) {
      const saved = { name, q, savedAt: new Date().toISOString() };
      return change((before) => {
        if (before.size >= MAX_SAVED_QUERIES && !before.has(name)) refuseMore();
        return new Map([...before, [name, saved]]);
      });
    },
    async remove(name) {
      const isThere = queries.has(name);
      if (isThere) await change((before) => new Map([...before].filter(([key]) => key !== name)));
      return isThere;
    },
  };
}

function refuseMore(): never {
  const message = `${MAX_SAVED_QUERIES} queries are saved, which is the most; delete one first`;
  throw new ApiError('SAVED_QUERIES_FULL', message);
}

function sorted(queries: ReadonlyMap<string, SavedQuery>): SavedQuery[] {
  return [...queries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readSaved(path: string, logger: Logger): Promise<ReadonlyMap<string, SavedQuery>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  try {
    const { queries } = Value.Parse(SavedQueriesAnswer, JSON.parse(text));
    return new Map(queries.map((query) => [query.name, query]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Not written over: somebody may want to put it right. Traces can be searched without it.
    const setAside = `${path}${SET_ASIDE}`;
    await rename(path, setAside);
    logger.error({ path, setAside, reason }, 'saved queries cannot be read and were set aside');
    return new Map();
  }
}
