// `throughline delete`: counts at a running server, asks, deletes. Knows nothing but the HTTP API.

import { createInterface } from 'node:readline/promises';
import type { DeletionAnswer } from '@throughline/model/api/deletion';
import type { DeleteCommand } from './delete-arguments.ts';
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE } from './exit-codes.ts';

/** Deleting rewrites stored data, which may take minutes. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;

export interface Terminal {
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
  ask(question: string): Promise<string>;
  print(line: string): void;
  complain(line: string): void;
}

export const PROCESS_TERMINAL: Terminal = {
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`throughline: ${line}\n`),
};

export async function deleteCommand(command: DeleteCommand, terminal: Terminal): Promise<number> {
  try {
    const found = await request(command, true);
    if (found.traces === 0) {
      terminal.print('nothing to delete');
      return EXIT_OK;
    }
    if (command.dryRun) {
      terminal.print(`would delete ${amount(found)}`);
      return EXIT_OK;
    }
    if (!command.yes) {
      if (!terminal.isInteractive) {
        terminal.complain(`this would delete ${amount(found)}; say --yes to delete without asking`);
        return EXIT_USAGE;
      }
      const answer = await terminal.ask(`Delete ${amount(found)} for good? [y/N] `);
      if (!/^y(es)?$/i.test(answer.trim())) {
        terminal.print('nothing deleted');
        return EXIT_OK;
      }
    }
    return report(await request(command, false), terminal);
  } catch (error) {
    terminal.complain(error instanceof Error ? error.message : String(error));
    return EXIT_FAILURE;
  }
}

function report(deleted: DeletionAnswer, terminal: Terminal): number {
  const record = deleted.id === undefined ? '' : `; audit record ${deleted.id}`;
  terminal.print(`deleted ${amount(deleted)}${record}`);
  if (deleted.complete) return EXIT_OK;
  terminal.complain('some spans were still on their way to the engine: delete again later');
  return EXIT_FAILURE;
}

function amount({ traces, spans }: DeletionAnswer): string {
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return `${plural(traces, 'trace')} with ${plural(spans, 'span')}`;
}

async function request(command: DeleteCommand, dryRun: boolean): Promise<DeletionAnswer> {
  const { url, target } = command;
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const isTrace = 'traceId' in target;
  const path = isTrace ? `traces/${target.traceId}?dryRun=${dryRun}` : 'deletions';
  let response: Response;
  try {
    response = await fetch(`${url}/api/v1/${path}`, {
      signal,
      method: isTrace ? 'DELETE' : 'POST',
      ...(isTrace
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...target, dryRun }),
          }),
    });
  } catch (error) {
    throw new Error(`no answer from ${url}; is the server running, and --url right?`, {
      cause: error,
    });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as DeletionAnswer;
  if (response.status === 404 && isTrace && errorOf(body).code === 'TRACE_NOT_FOUND') {
    return { dryRun, traces: 0, spans: 0, complete: true };
  }
  throw new Error(`${url} answers ${response.status}: ${errorOf(body).message}`);
}

function errorOf(body: unknown): { readonly code: string; readonly message: string } {
  const error: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : {};
  const field = (name: string): string => {
    const value: unknown =
      typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : 'not an answer of this API';
  };
  return { code: field('code'), message: field('message') };
}
