// A hash over files' names and contents: what a build was made from.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Never sources: what is installed, what is built, what a run leaves. */
const NOT_SOURCES = /^(node_modules|dist(-\d+)?|\.git|\.cache|coverage|\.output)$/;

/**
 * Every file below a path (or the path itself when it is a file), sorted, so that a hash over them
 * is the same everywhere.
 *
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const child = join(path, entry.name);
      if (entry.isDirectory()) return filesBelow(child);
      return entry.isFile() ? [child] : [];
    });
}

/**
 * @param {string} root
 * @param {readonly string[]} paths files and folders, relative to the root
 * @returns {string}
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(root, path)))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`);
    hash.update(content);
  }
  return hash.digest('hex');
}
