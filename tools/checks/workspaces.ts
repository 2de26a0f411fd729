// The workspaces as the checks see them: folder, package.json and source files. Reads the tree; says
// nothing about what is right.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { filesBelow } from '../bootstrap/fingerprint.mjs';
import { ROOT } from '../bootstrap/paths.mjs';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Workspace {
  /** Relative to the root, with forward slashes: `packages/model`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const PLAIN_FOLDERS = ['demo', 'bench', 'e2e', 'tools'];

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}

export function readWorkspaces(): Workspace[] {
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`);
  return [...packages, ...PLAIN_FOLDERS].map((folder) => ({
    folder,
    manifest: readManifest(folder),
  }));
}

/** The text files of the repository with one of these endings, such as `.ts`. */
export function readFiles(endings: readonly string[], below = '.'): SourceFile[] {
  return filesBelow(join(ROOT, below))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => ({
      path: relative(ROOT, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }));
}
