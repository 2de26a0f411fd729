// `throughline delete`: counts at a running server, asks, deletes. Knows nothing but the HTTP API.

import type { DeletionAnswer } from '@throughline/model/api/deletion';
import { amount } from './amount.ts';
import { askServer, ServerRefusal, sentenceOf } from './ask-server.ts';
import type { DeleteCommand } from './delete-arguments.ts';
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Deleting rewrites stored data, which may take minutes. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;

export async function deleteCommand(command: DeleteCommand, terminal: Terminal): Promise<number> {
  try {
    const found = await request(command, true);
    if (found.traces === 0) {
      terminal.print('nothing to delete');
      return EXIT_OK;
    }
    if (command.dryRun) {
      terminal.print(`would delete ${amountOf(found)}`);
      return EXIT_OK;
    }
    if (!command.yes) {
      if (!terminal.isInteractive) {
        terminal.complain(
          `this would delete ${amountOf(found)}; say --yes to delete without asking`,
        );
        return EXIT_USAGE;
      }
      const answer = await terminal.ask(`Delete ${amountOf(found)} for good? [y/N] `);
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
  terminal.print(`deleted ${amountOf(deleted)}${record}`);
  if (deleted.complete) return EXIT_OK;
  terminal.complain('some spans were still on their way to the engine: delete again later');
  return EXIT_FAILURE;
}

function amountOf({ traces, spans }: DeletionAnswer): string {
  return `${amount(traces, 'trace')} with ${amount(spans, 'span')}`;
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
