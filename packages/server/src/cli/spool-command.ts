// `throughline spool`: looks into the spool of a data directory, and puts what was set aside back among
// the files that are stored at the next start. docs/spool.md describes it.

import { basename, join } from 'node:path';
import { openDataDirectory } from '@throughline/storage/engine/data-directory';
import { EngineError } from '@throughline/storage/engine/engine-error';
import {
  listRejected,
  listWaiting,
  putBack,
  readReason,
  type SpoolFile,
} from '@throughline/storage/spool/spool-directory';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import type { SpoolCommand } from './spool-arguments.ts';

export async function spoolCommand(command: SpoolCommand, dataDir: string): Promise<number> {
  const spoolDir = join(dataDir, 'spool');
  try {
    if (command.action === 'list') return await list(spoolDir);
    return await replay(spoolDir, dataDir, command.files);
  } catch (error) {
    if (error instanceof EngineError) return fail(error.message);
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') {
      return fail(`there is no spool in ${dataDir}; --data-dir names another data directory`);
    }
    throw error;
  }
}

/** Only looks, so a server may be running. */
async function list(spoolDir: string): Promise<number> {
  const waiting = await listWaiting(spoolDir);
  const rejected = await listRejected(spoolDir);
  const lines = waiting.map((file) => `waiting    ${describe(file)}`);
  for (const file of rejected) {
    lines.push(`set aside  ${describe(file)}`, `           ${await readReason(file)}`);
  }
  lines.push(`${waiting.length} waiting, ${rejected.length} set aside`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_OK;
}

function describe({ id, bytes, createdMs }: SpoolFile): string {
  return `${id}  ${new Date(createdMs).toISOString()}  ${bytes} bytes`;
}

/** A running server would not notice them: it has to be stopped, which the directory's lock shows. */
async function replay(
  spoolDir: string,
  dataDir: string,
  names: readonly string[],
): Promise<number> {
  const rejected = await listRejected(spoolDir);
  const wanted = names.map((name) => basename(name).replace(/\.spool$/, ''));
  const unknown = wanted.filter((id) => !rejected.some((file) => file.id === id));
  if (unknown.length > 0) return fail(`not among what is set aside: ${unknown.join(', ')}`);
  const files = names.length === 0 ? rejected : rejected.filter(({ id }) => wanted.includes(id));
  const directory = await openDataDirectory(dataDir, { withEngine: false, minFreeBytes: 0 });
  try {
    for (const { id } of files) await putBack(spoolDir, id);
  } finally {
    await directory.release();
  }
  process.stdout.write(`${files.length} put back, to be stored at the next start\n`);
  return EXIT_OK;
}

function fail(sentence: string): number {
  process.stderr.write(`throughline: ${sentence}\n`);
  return EXIT_FAILURE;
}
