// What a server tells the engine's process it starts, and how: one line of JSON on its standard
// input, so that no secret is on a command line or in the environment. That pipe then stays open
// for as long as the engine shall run. Its end is the order to stop, whoever closed it: the server
// in order, or the kernel because the server is gone.

export interface ChildSpec {
  readonly libraryPath: string;
  /** The arguments of `clickhouse local`, without the program's name. */
  readonly engineArguments: readonly string[];
  /** To ask the engine over HTTP to end the query that keeps it alive. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** After this long the process ends itself, whatever the engine is doing. */
  readonly stopTimeoutMs: number;
}

/** The engine stopped in order. */
export const EXIT_STOPPED = 0;
/** The engine ended by itself, which it does when it could not start. */
export const EXIT_ENGINE_ENDED = 1;
/** The engine did not stop in time, and was left where it was. */
export const EXIT_STOP_TIMEOUT = 2;

/**
 * The query that keeps the engine running. It sleeps in short steps because it notices only
 * between two of them that it was cancelled.
 */
export const KEEP_ALIVE_QUERY =
  'SELECT sleepEachRow(0.2) FROM system.numbers FORMAT Null SETTINGS max_block_size = 1';

/** Ends it. The engine's own session has no user name in the list of processes. */
export const STOP_QUERY =
  "KILL QUERY WHERE user = '' AND query LIKE 'SELECT sleepEachRow(0.2) FROM system.numbers%' ASYNC";

export function isChildSpec(value: unknown): value is ChildSpec {
  if (typeof value !== 'object' || value === null) return false;
  const spec: Partial<Record<keyof ChildSpec, unknown>> = value;
  return (
    typeof spec.libraryPath === 'string' &&
    Array.isArray(spec.engineArguments) &&
    spec.engineArguments.every((argument) => typeof argument === 'string') &&
    typeof spec.url === 'string' &&
    typeof spec.username === 'string' &&
    typeof spec.password === 'string' &&
    typeof spec.stopTimeoutMs === 'number'
  );
}
