// The package.json files: what is published, what it needs, and what must never creep in.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../bootstrap/paths.mjs';
import { readManifest, readWorkspaces } from './workspaces.ts';

/** Bundled into the published command; the web's packages are in its static files already. */
const BUNDLED = ['packages/model', 'packages/analysis', 'packages/storage', 'packages/server'];

/** Scripts that npm would run on a user's machine while it installs. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

/** A second version of a package comes under another name: `npm:name@1.2.3`. */
const EXACT_VERSION = /^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

const root = readManifest('.');
const workspaces = readWorkspaces();
const all = [{ folder: '.', manifest: root }, ...workspaces];

describe('package.json', () => {
  it('of the root needs exactly what the bundled packages need', () => {
    const union = Object.assign(
      {},
      ...workspaces
        .filter(({ folder }) => BUNDLED.includes(folder))
        .map(({ manifest }) => manifest.dependencies ?? {}),
    );
    const npmOnly = Object.entries(union).filter(([name]) => !name.startsWith('@throughline/'));
    expect(root.dependencies).toEqual(Object.fromEntries(npmOnly));
  });

  it.each(all)('of $folder pins what it needs', ({ manifest }) => {
    const needs = { ...manifest.dependencies, ...manifest.devDependencies };
    const loose = Object.entries(needs).filter(([, version]) => !EXACT_VERSION.test(version));
    expect(loose).toEqual([]);
  });

  it.each(all)('of $folder runs nothing at install', ({ manifest }) => {
    const scripts = Object.keys(manifest.scripts ?? {});
    expect(scripts.filter((name) => INSTALL_SCRIPTS.includes(name))).toEqual([]);
  });

  it.each(workspaces)('of $folder is private, and of one version and licence', ({ manifest }) => {
    expect(manifest.private).toBe(true);
    expect(manifest.version).toBe(root.version);
    expect(manifest.license).toBe('Apache-2.0');
  });

  it('agrees on one version of every package', () => {
    const versions = new Map<string, Set<string>>();
    for (const { manifest } of all) {
      const needs = { ...manifest.dependencies, ...manifest.devDependencies };
      for (const [name, version] of Object.entries(needs)) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    const several = [...versions].filter(([, set]) => set.size > 1).map(([name]) => name);
    expect(several).toEqual([]);
  });
});

describe('package-lock.json', () => {
  const lock: LockFile = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

  it('names the packages of every platform', () => {
    // "npm ci" refuses a lock file with gaps, and npm leaves gaps for what a registry did not have.
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) =>
          lock.packages[`node_modules/${name}`] === undefined &&
          lock.packages[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });

  it('has no package whose install script may run', () => {
    // With npm 11 that is the default, and saying so keeps it quiet; what runs must work without.
    const scripted = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    const denied = Object.entries(root.allowScripts ?? {}).filter(([, isAllowed]) => !isAllowed);
    expect(scripted.sort()).toEqual(denied.map(([name]) => name).sort());
  });

  it('names no registry', () => {
    const resolved = Object.values(lock.packages)
      .filter((entry) => entry.link !== true)
      .flatMap((entry) => entry.resolved ?? []);
    const elsewhere = resolved.filter((url) => !url.startsWith('https://registry.npmjs.org/'));
    expect(elsewhere).toEqual([]);
  });
});

interface LockFile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly resolved?: string;
        readonly link?: boolean;
        readonly hasInstallScript?: boolean;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}
