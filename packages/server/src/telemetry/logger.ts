// The process's own log: to standard error, as lines for people or as JSON. Written synchronously,
// so that the last words of a crash are not lost; there are few of them.

import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export interface LoggerOptions {
  readonly level: string;
  readonly format: 'pretty' | 'json';
}

const STDERR = 2;

export function createLogger({ level, format }: LoggerOptions): Logger {
  const destination =
    format === 'pretty' ? prettyStream() : pino.destination({ dest: STDERR, sync: true });
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination);
}

function prettyStream(): DestinationStream {
  return pretty({
    colorize: process.stderr.isTTY === true,
    destination: STDERR,
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
}
