// Whether the embedded engine runs on this machine, and where its library is. The library comes
// prebuilt in one optional npm package per platform; where there is none, an external ClickHouse
// does the same job, and every error here says so.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from './engine-error.ts';

export interface PlatformFacts {
  readonly os: string;
  readonly arch: string;
  /** Undefined where the C library is not glibc. */
  readonly glibcVersion: string | undefined;
}

const SUPPORTED = 'Linux with glibc and macOS, on x64 and arm64';
const OTHERWISE = 'Use a ClickHouse server instead: --clickhouse-url http://host:8123.';

export function currentPlatform(): PlatformFacts {
  return { os: process.platform, arch: process.arch, glibcVersion: glibcVersion() };
}

function glibcVersion(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  // Without this the report resolves the name of every open connection first.
  Reflect.set(process.report, 'excludeNetwork', true);
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return undefined;
  const header = report.header;
  if (typeof header !== 'object' || header === null) return undefined;
  const version = 'glibcVersionRuntime' in header ? header.glibcVersionRuntime : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** The npm package with the engine's library. Throws where there is none. */
export function engineLibraryPackage(platform: PlatformFacts): string {
  const { os, arch } = platform;
  if ((os !== 'linux' && os !== 'darwin') || (arch !== 'x64' && arch !== 'arm64')) {
    throw unsupported(`${os} ${arch}`);
  }
  if (os === 'darwin') return `@chdb/lib-darwin-${arch}`;
  if (platform.glibcVersion === undefined) {
    throw unsupported(`Linux without glibc (this one looks like musl, as in Alpine)`);
  }
  return `@chdb/lib-linux-${arch}-gnu`;
}

function unsupported(what: string): EngineError {
  return new EngineError(
    'PLATFORM_UNSUPPORTED',
    `The embedded ClickHouse does not run on ${what}; it runs on ${SUPPORTED}. ${OTHERWISE}`,
  );
}

/** The engine's shared library. `resolve` finds a package's package.json; a test may replace it. */
export function engineLibraryPath(
  platform: PlatformFacts = currentPlatform(),
  resolve: (specifier: string) => string = resolveFromChdb,
): string {
  const packageName = engineLibraryPackage(platform);
  let path: string;
  try {
    path = join(dirname(resolve(`${packageName}/package.json`)), 'libchdb.so');
  } catch (cause) {
    throw libraryMissing(packageName, cause);
  }
  if (!existsSync(path)) throw libraryMissing(packageName, undefined);
  return path;
}

/** The library is a dependency of `chdb`, so it is looked for from there, hoisted or not. */
function resolveFromChdb(specifier: string): string {
  const chdb = createRequire(import.meta.url).resolve('chdb/package.json');
  return createRequire(chdb).resolve(specifier);
}

function libraryMissing(packageName: string, cause: unknown): EngineError {
  return new EngineError(
    'ENGINE_LIBRARY_MISSING',
    `The embedded ClickHouse is not installed: the npm package ${packageName} is missing. ` +
      `Install again without --omit=optional. ${OTHERWISE}`,
    { cause },
  );
}
