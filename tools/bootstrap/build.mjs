// Builds dist/ when it was made from other sources than those that are here now. Knows what a build
// is made from and where its stamp lies, not how to build: that is tools/build.ts.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { ROOT } from './paths.mjs';
import { runTypeScript } from './run.mjs';

/** In dist/, holds the fingerprint of the sources; not published. */
export const BUILD_STAMP = '.build-stamp';

const BUILD_INPUTS = ['packages', 'tools/build.ts', 'package.json', 'package-lock.json'];

/** @returns {string} */
export function buildFingerprint() {
  return fingerprint(ROOT, BUILD_INPUTS);
}

/** @returns {string | undefined} what the present dist/ was built from */
function builtFingerprint() {
  try {
    return readFileSync(join(ROOT, 'dist', BUILD_STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Builds when dist/ is missing or stale.
 *
 * @returns {Promise<boolean>} whether dist/ is good now
 */
export async function ensureBuilt() {
  if (builtFingerprint() === buildFingerprint()) return true;
  process.stdout.write('Building (only when sources have changed) …\n');
  if ((await runTypeScript('tools/build.ts')) === 0) return true;
  process.stderr.write('The build failed; the messages above say where.\n');
  return false;
}
