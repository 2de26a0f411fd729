// Where the engine's library is, and the sentences for where there is none.

import { describe, expect, it } from 'vitest';
import { EngineError } from './engine-error.ts';
import { engineLibraryPackage, engineLibraryPath, type PlatformFacts } from './platform.ts';

const GLIBC = '2.36';

function errorOf(platform: PlatformFacts): EngineError {
  try {
    engineLibraryPackage(platform);
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error('expected an EngineError');
}

describe('engineLibraryPackage', () => {
  it.each([
    [{ os: 'linux', arch: 'x64', glibcVersion: GLIBC }, '@chdb/lib-linux-x64-gnu'],
    [{ os: 'linux', arch: 'arm64', glibcVersion: GLIBC }, '@chdb/lib-linux-arm64-gnu'],
    [{ os: 'darwin', arch: 'arm64', glibcVersion: undefined }, '@chdb/lib-darwin-arm64'],
    [{ os: 'darwin', arch: 'x64', glibcVersion: undefined }, '@chdb/lib-darwin-x64'],
  ])('knows the package for %j', (platform, expected) => {
    expect(engineLibraryPackage(platform)).toBe(expected);
  });

  it('says that musl is not supported, what is, and what to do', () => {
    const error = errorOf({ os: 'linux', arch: 'x64', glibcVersion: undefined });
    expect(error.code).toBe('PLATFORM_UNSUPPORTED');
    expect(error.message).toMatch(/musl.*Linux with glibc and macOS.*--clickhouse-url/);
  });

  it.each([
    { os: 'win32', arch: 'x64', glibcVersion: undefined },
    { os: 'linux', arch: 'ia32', glibcVersion: GLIBC },
    { os: 'freebsd', arch: 'arm64', glibcVersion: undefined },
  ])('names the unsupported platform %j', (platform) => {
    const error = errorOf(platform);
    expect(error.code).toBe('PLATFORM_UNSUPPORTED');
    expect(error.message).toContain(`${platform.os} ${platform.arch}`);
  });
});

describe('engineLibraryPath', () => {
  const linux = { os: 'linux', arch: 'x64', glibcVersion: GLIBC };

  it('names the package that was left out of the installation', () => {
    const notFound = (): string => {
      throw new Error('Cannot find module');
    };
    expect(() => engineLibraryPath(linux, notFound)).toThrow(
      expect.objectContaining({
        code: 'ENGINE_LIBRARY_MISSING',
        message: expect.stringContaining('@chdb/lib-linux-x64-gnu is missing'),
      }),
    );
  });

  it('does not take a package for the library that is not in it', () => {
    expect(() => engineLibraryPath(linux, () => import.meta.filename)).toThrow(
      expect.objectContaining({ code: 'ENGINE_LIBRARY_MISSING' }),
    );
  });

  it('finds the library on this machine', () => {
    expect(engineLibraryPath()).toMatch(/libchdb\.so$/);
  });
});
