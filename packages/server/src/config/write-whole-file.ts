// Writes a file so that it is there whole or not at all, also after a power failure: readers see the old one until then.

import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The directory of `path` is held by this process: nobody else writes there. */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const next = `${path}.new`;
  const file = await open(next, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  await syncDirectory(dirname(path));
}

/** The new name itself is part of the directory, which reaches the disk by itself later than the file. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
