// The world's errors around the embedded engine: one sentence for the user, a stable code for code.
// `code` never changes its meaning; the wording may.

export type EngineErrorCode =
  | 'PLATFORM_UNSUPPORTED'
  | 'ENGINE_LIBRARY_MISSING'
  | 'DATA_DIR_HELD'
  | 'DATA_DIR_ENGINE_RUNNING'
  | 'DATA_DIR_NOT_A_DIRECTORY'
  | 'DATA_DIR_NOT_WRITABLE'
  | 'DATA_DIR_FORMAT'
  | 'DISK_FULL'
  | 'ENGINE_START_FAILED';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code of an operating system error (`ENOSPC`), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
