// An exclusive lock on a file, held by the kernel (flock) for as long as the file stays open: it
// goes with the process, however the process goes, and never goes stale. Node has no call for it,
// hence the foreign one. The lock belongs to the open file, so a second try fails in the same
// process too. Child processes do not inherit it: Node opens files close-on-exec.

import { type FileHandle, open } from 'node:fs/promises';

/** The running program itself, through which the C library's functions are found. */
const PROGRAM = 'program';
const LOCK_EXCLUSIVE = 2;
const LOCK_NOT_WAITING = 4;
/** EWOULDBLOCK, on Linux and on macOS. */
const WOULD_BLOCK: ReadonlySet<number> = new Set([11, 35]);

let programIsOpen = false;

/** Locks `path`, creating it when missing; undefined when another holds the lock. */
export async function tryLockFile(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, 'a+', 0o600);
  try {
    if (await tryFlock(file.fd, path)) return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}

async function tryFlock(fd: number, path: string): Promise<boolean> {
  // Only now: where the foreign call has no binary, importing it fails, and then an error that says
  // so better has come first.
  const { DataType, load, open: openLibrary } = await import('ffi-rs');
  if (!programIsOpen) {
    openLibrary({ library: PROGRAM, path: '' });
    programIsOpen = true;
  }
  const result = load<typeof DataType.I32, true>({
    library: PROGRAM,
    funcName: 'flock',
    retType: DataType.I32,
    paramsType: [DataType.I32, DataType.I32],
    paramsValue: [fd, LOCK_EXCLUSIVE | LOCK_NOT_WAITING],
    errno: true,
  });
  if (result.value === 0) return true;
  if (WOULD_BLOCK.has(result.errnoCode)) return false;
  throw new Error(`cannot lock ${path}: ${result.errnoMessage}`);
}
