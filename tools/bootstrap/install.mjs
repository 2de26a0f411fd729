// Installs the packages the lock file names, when they are not there already. npm leaves a list of
// what it installed in node_modules/.package-lock.json, written last: comparing that with the lock
// file is quick, notices an install that was interrupted, and needs no stamp of our own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { runNpm } from './run.mjs';

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, [field: string]: unknown }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 */

/**
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile | undefined} installed node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  if (installed === undefined) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    // Optional packages are for other platforms as often as not, and workspaces are our own folders.
    if (!path.includes('node_modules/') || entry.optional === true) return true;
    const found = installed.packages[path];
    return found !== undefined && found.version === entry.version && found.link === entry.link;
  });
}

/**
 * The dependencies that a package.json names and the lock file does not know: the lock file is stale.
 *
 * @param {LockFile} lock
 * @param {(folder: string) => Record<string, unknown> | undefined} readPackage the package.json of a workspace folder
 * @returns {string[]} folders
 */
export function outdatedLockEntries(lock, readPackage) {
  return Object.entries(lock.packages)
    .filter(([path]) => !path.includes('node_modules/'))
    .filter(([folder, locked]) => {
      const manifest = readPackage(folder);
      if (manifest === undefined) return true;
      return ['dependencies', 'devDependencies', 'optionalDependencies'].some(
        (field) => sortedJson(manifest[field]) !== sortedJson(locked[field]),
      );
    })
    .map(([folder]) => folder);
}

/**
 * @param {unknown} record
 * @returns {string}
 */
function sortedJson(record) {
  return JSON.stringify(Object.entries(record ?? {}).sort());
}

/**
 * @param {string} file
 * @returns {any} undefined when there is no such file
 */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Installs when something is missing. Ends the process with a sentence when that fails. */
export async function ensureInstalled() {
  const lock = readJson('package-lock.json');
  if (lock === undefined) {
    process.stderr.write('package-lock.json is missing or damaged: take it from the repository.\n');
    process.exit(1);
  }
  const stale = outdatedLockEntries(lock, (folder) => readJson(join(folder, 'package.json')));
  if (stale.length > 0) {
    const where = stale.map((folder) => join(folder, 'package.json')).join(', ');
    process.stderr.write(
      `package-lock.json does not match ${where}: run "npm install" once and keep the result.\n`,
    );
    process.exit(1);
  }
  if (isInstalled(lock, readJson('node_modules/.package-lock.json'))) return;
  process.stdout.write('Installing the packages from the registry (once) …\n');
  const code = await runNpm(['ci', '--no-audit', '--no-fund', '--prefer-offline']);
  if (code !== 0) {
    process.stderr.write(
      'Installing the packages failed: is the package registry reachable, and the disk not full?\n',
    );
    process.exit(code);
  }
}
