// `throughline import`: sends files of traces to a running server as they are, one after the other, and says what they
// brought. The server finds out their form; a large file shows how far it is.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ImportAnswer, TraceFileForm } from '@throughline/model/api/import';
import { amount } from './amount.ts';
import { askServer, sentenceOf } from './ask-server.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import { type ImportCommand, STANDARD_INPUT } from './import-arguments.ts';
import type { Terminal } from './terminal.ts';

/** What is smaller is done before anybody has read a line about it. */
const SHOWN_FROM_BYTES = 4 * 1024 ** 2;

/** Between two lines of progress: on a terminal they replace each other. */
const TERMINAL_INTERVAL_MS = 250;
const LOG_INTERVAL_MS = 5_000;

/** Of addresses of traces. */
const MAX_SHOWN_TRACES = 5;

export interface ImportTerminal extends Pick<Terminal, 'print' | 'complain'> {
  readonly input: Readable;
  /** Whether a line of progress replaces the one before. */
  readonly isInteractive: boolean;
  /** Writes beside what `print` writes, without a line break. */
  write(text: string): void;
}

export async function importCommand(
  command: ImportCommand,
  terminal: ImportTerminal,
): Promise<number> {
  let exitCode: number = EXIT_OK;
  for (const file of command.files) {
    try {
      const answer = await send(command.url, file, terminal);
      report(command, file, answer, terminal);
      if (answer.errorCount > 0) exitCode = EXIT_FAILURE;
    } catch (error) {
      terminal.complain(`${nameOf(file)}: ${sentenceOf(error)}`);
      exitCode = EXIT_FAILURE;
    }
  }
  return exitCode;
}

async function send(url: string, file: string, terminal: ImportTerminal): Promise<ImportAnswer> {
  const isInput = file === STANDARD_INPUT;
  const totalBytes = isInput ? undefined : await sizeOf(file);
  const source = isInput ? terminal.input : createReadStream(file);
  const progress = createProgress(nameOf(file), totalBytes, terminal);
  try {
    const body = Readable.toWeb(Readable.from(counted(source, progress.add)));
    return (await askServer(url, 'import', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body,
      // Without it, fetch takes no stream.
      duplex: 'half',
    } as RequestInit)) as ImportAnswer;
  } finally {
    progress.end();
    source.destroy();
  }
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file);
  if (found.isDirectory()) throw new Error('it is a directory; name files');
  return found.size;
}

async function* counted(
  source: AsyncIterable<Buffer>,
  add: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    yield chunk;
    add(chunk.length);
  }
}

interface Progress {
  add(bytes: number): void;
  /** Leaves the line. */
  end(): void;
}

/** A file is taken as fast as it is stored, so what was sent is how far it is. */
function createProgress(
  name: string,
  totalBytes: number | undefined,
  { isInteractive, write }: ImportTerminal,
): Progress {
  let sent = 0;
  let shownMs = performance.now();
  let isShown = false;
  const intervalMs = isInteractive ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  return {
    add(bytes) {
      sent += bytes;
      const nowMs = performance.now();
      if ((totalBytes ?? sent) < SHOWN_FROM_BYTES || nowMs - shownMs < intervalMs) return;
      shownMs = nowMs;
      isShown = true;
      const text = `${name}: ${progressText(sent, totalBytes)}`;
      write(isInteractive ? `\r${text}` : `${text}\n`);
    },
    end() {
      if (isShown && isInteractive) write('\n');
    },
  };
}

const MIB = 1024 ** 2;

function progressText(sent: number, totalBytes: number | undefined): string {
  const done = `${(sent / MIB).toFixed(1)} MiB`;
  if (totalBytes === undefined) return done;
  const percent = Math.floor((100 * sent) / totalBytes);
  return `${done} of ${(totalBytes / MIB).toFixed(1)} MiB (${percent} %)`;
}

const FORM_NAMES: Readonly<Record<TraceFileForm, string>> = {
  jaeger: "Jaeger's JSON",
  zipkin: "Zipkin's JSON",
  otlp: 'OTLP JSON',
};

function report(
  { url, json }: ImportCommand,
  file: string,
  answer: ImportAnswer,
  { print, complain }: ImportTerminal,
): void {
  if (json) print(JSON.stringify(answer, undefined, 2));
  else for (const line of answerLines(url, file, answer)) print(line);
  for (const { line, byte, message } of answer.errors) {
    complain(`${nameOf(file)}: line ${line}, byte ${byte}: ${message}`);
  }
  const more = answer.errorCount - answer.errors.length;
  if (more > 0) complain(`${nameOf(file)}: and ${more} more like these`);
  if (!answer.complete) complain(`${nameOf(file)}: what follows was not read`);
}

function answerLines(url: string, file: string, answer: ImportAnswer): string[] {
  const { traces, traceIds, spans, forms } = answer;
  const shown = traceIds.slice(0, MAX_SHOWN_TRACES);
  const more = traces.count - shown.length;
  const atLeast = traces.isExact ? '' : 'at least ';
  return [
    `${nameOf(file)}: ${atLeast}${amount(traces.count, 'trace')} with ${amount(spans, 'span')}` +
      (forms.length === 0 ? '' : `, ${forms.map((form) => FORM_NAMES[form]).join(' and ')}`),
    ...shown.map((traceId) => `  ${url}/trace/${traceId}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function nameOf(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : file;
}
