// Why Throughline may not start: one code, one sentence each. Those of the embedded engine come typed
// from storage; the rest are declared here. docs/reference/errors.md is generated from this table.

import type { EngineErrorCode } from '@throughline/storage/engine/engine-error';

type OwnCode =
  | 'PORT_TAKEN'
  | 'PORT_FORBIDDEN'
  | 'HOST_UNKNOWN'
  | 'CLICKHOUSE_UNREACHABLE'
  | 'CLICKHOUSE_LOGIN_REFUSED'
  | 'CLICKHOUSE_REFUSED';

export type StartupErrorCode = OwnCode | EngineErrorCode;

/** What to do about it. The message itself names the port, the folder or the URL. */
export const STARTUP_ERRORS: Readonly<Record<StartupErrorCode, string>> = {
  PORT_TAKEN:
    'Another program listens on the port. Stop it, choose another port with the option that the ' +
    'message names, or move all ports with `--port-offset`.',
  PORT_FORBIDDEN: 'This user may not open the port; ports from 1024 on are open to everybody.',
  HOST_UNKNOWN:
    '`--host` names no address of this machine. Use 127.0.0.1, ::1, 0.0.0.0 or its own.',
  CLICKHOUSE_UNREACHABLE:
    'Nothing answers at `--clickhouse-url`. Check host and port (ClickHouse takes HTTP on 8123), and ' +
    'that the server runs.',
  CLICKHOUSE_LOGIN_REFUSED:
    'ClickHouse does not know the user or the password. Set `--clickhouse-user`, and the password by ' +
    '`THROUGHLINE_CLICKHOUSE_PASSWORD` or `--clickhouse-password-file`.',
  CLICKHOUSE_REFUSED:
    'ClickHouse answers, but not as expected: it may be another program, or the user lacks rights. ' +
    'The message has its answer.',
  PLATFORM_UNSUPPORTED:
    'The embedded engine runs on Linux with glibc and on macOS, x64 and arm64. Elsewhere use ' +
    '`--clickhouse-url`.',
  ENGINE_LIBRARY_MISSING:
    'The engine comes as an optional npm dependency, which was left out. Install again without ' +
    '`--omit=optional`.',
  DATA_DIR_HELD:
    'Another Throughline uses the data directory. Stop it, or choose another with `--data-dir`.',
  DATA_DIR_ENGINE_RUNNING:
    'An engine of an earlier run is still closing, or hangs. End that process, then start again.',
  DATA_DIR_NOT_A_DIRECTORY: 'The data directory, or a part of the way to it, is a file.',
  DATA_DIR_NOT_WRITABLE: 'This user may not write to the data directory.',
  DATA_DIR_FORMAT: 'The data directory was made by a newer version. Use that one.',
  DISK_FULL: 'There is too little room on the disk of the data directory.',
  ENGINE_START_FAILED: 'The engine ended while starting; the message and its log say why.',
};

export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly code: OwnCode;

  constructor(code: OwnCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
