// The secret under which redaction hashes: made once per data directory, readable by its owner alone.
// Without it, whoever reads a hash could try out e-mail addresses until one fits.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../config/write-whole-file.ts';

const FILE = 'redaction.key';
const SECRET_BYTES = 32;

/** The data directory is held by this process. Rejects when the file is not one that this wrote. */
export async function readRedactionSecret(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, FILE);
  const known = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined;
    throw error;
  });
  if (known === undefined) return createSecret(path);
  if (known.length === SECRET_BYTES) return known;
  throw new Error(
    `${path} has ${known.length} bytes instead of ${SECRET_BYTES}; ` +
      'put back the right file, or remove it for new hashes from now on',
  );
}

async function createSecret(path: string): Promise<Uint8Array> {
  const secret = randomBytes(SECRET_BYTES);
  await writeWholeFile(path, secret, 0o600);
  return secret;
}
