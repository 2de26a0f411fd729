// `throughline delete`: counts at a running server, asks, deletes. Knows nothing but the HTTP API.

import { createInterface } from 'node:readline/promises';
import type { DeletionAnswer } from '@throughline/model/api/deletion';
import { askServer, ServerRefusal, sentenceOf } from './ask-server.ts';
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
    terminal.complain(sentenceOf(error));
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
  if ('traceId' in target) {
    const path = `traces/${target.traceId}?dryRun=${dryRun}`;
    try {
      return (await askServer(url, path, { method: 'DELETE', signal })) as DeletionAnswer;
    } catch (error) {
      if (!(error instanceof ServerRefusal) || error.code !== 'TRACE_NOT_FOUND') throw error;
      return { dryRun, traces: 0, spans: 0, complete: true };
    }
  }
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...target, dryRun });
  const answer = await askServer(url, 'deletions', { method: 'POST', headers, body, signal });
  return answer as DeletionAnswer;
}
