// The process's own log: to standard error, as lines for people or as JSON. Written synchronously,
// so that the last words of a crash are not lost; there are few of them: a storm of the same line is
// one line and a count. No credential gets through (scrub.ts). docs/operations.md lists the fields.

import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { createRepeatedLines, type RepeatedLines } from './repeated-lines.ts';
import { createScrubber } from './scrub.ts';

export interface LoggerOptions {
  readonly level: string;
  readonly format: 'pretty' | 'json';
  /** Never to be written. */
  readonly secrets?: readonly string[];
  /** Standard error when not given. */
  readonly destination?: DestinationStream;
}

const STDERR = 2;

/** From here on lines are counted: debug is for those who want to see each, and fatal comes once. */
const { info: FIRST_COUNTED_LEVEL, fatal: FATAL_LEVEL } = pino.levels.values as {
  readonly info: number;
  readonly fatal: number;
};

/** Enough of a reason to tell two apart. */
const REASON_LENGTH = 200;

export function createLogger(options: LoggerOptions): Logger {
  const { level, format, secrets = [] } = options;
  const repeated = createRepeatedLines();
  if (options.destination === undefined) process.once('exit', () => repeated.flush());
  return pino(
    {
      level,
      base: null,
      formatters: { level: (label: string) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { logMethod: leaveOutRepeated(repeated), streamWrite: createScrubber(secrets) },
    },
    options.destination ?? standardError(format),
  );
}

function standardError(format: LoggerOptions['format']): DestinationStream {
  if (format === 'json') return pino.destination({ dest: STDERR, sync: true });
  return pretty({
    colorize: process.stderr.isTTY === true,
    destination: STDERR,
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
}

function leaveOutRepeated(repeated: RepeatedLines) {
  return function logMethod(this: Logger, args: Parameters<LogFn>, write: LogFn, level: number) {
    if (level < FIRST_COUNTED_LEVEL || level >= FATAL_LEVEL) {
      write.apply(this, args);
      return;
    }
    const { details, message } = partsOf(args);
    const writeCount = (count: number): void => {
      write.call(this, { ...details, repeated: count }, message);
    };
    if (repeated.take(keyOf(level, message, details), writeCount)) write.apply(this, args);
  };
}

interface LineParts {
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
}

function partsOf([first, second]: readonly unknown[]): LineParts {
  if (typeof first === 'string') return { details: {}, message: first };
  const message = typeof second === 'string' ? second : '';
  if (first instanceof Error) return { details: { err: first }, message };
  return { details: typeof first === 'object' ? { ...first } : {}, message };
}

/** Lines are the same when they say the same for the same reason; numbers and ids make no difference. */
function keyOf(level: number, message: string, { reason, err }: LineParts['details']): string {
  const why = typeof reason === 'string' ? reason : err instanceof Error ? err.message : '';
  return `${level} ${`${message} ${why.slice(0, REASON_LENGTH)}`.replace(/\d+/g, '0')}`;
}
