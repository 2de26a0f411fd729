// `throughline find`: asks a running server for the traces that a query finds, and prints them as a table or as
// the JSON of the API.

import type { SearchAnswer, TraceSummary } from '@throughline/model/api/search';
import { printDuration } from '@throughline/traceql/syntax/print-value';
import { amount } from './amount.ts';
import { askServer, sentenceOf } from './ask-server.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import type { FindCommand } from './find-arguments.ts';
import { onOneLine } from './on-one-line.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';

/** Longer than a query may take, so that the server's own answer arrives. */
const REQUEST_TIMEOUT_MS = 60_000;

export async function findCommand(
  { url, parameters, json }: FindCommand,
  terminal: Pick<Terminal, 'print' | 'complain'>,
): Promise<number> {
  try {
    const path = `traces?${new URLSearchParams(parameters)}`;
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const answer = (await askServer(url, path, { signal })) as SearchAnswer;
    if (json) terminal.print(JSON.stringify(answer, undefined, 2));
    else for (const line of answerLines(answer)) terminal.print(line);
    if (answer.incomplete !== undefined) terminal.complain(answer.incomplete.message);
    return EXIT_OK;
  } catch (error) {
    terminal.complain(sentenceOf(error));
    return EXIT_FAILURE;
  }
}

function answerLines(answer: SearchAnswer): string[] {
  const { traces } = answer;
  return traces.length === 0
    ? [summaryOf(answer)]
    : [...textTable(HEAD, NUMBERS, traces.map(cellsOf)), '', summaryOf(answer)];
}

const HEAD = ['TRACE', 'START (UTC)', 'DURATION', 'SPANS', 'ERRORS', 'MATCHED', 'ROOT'];
/** Those that are read from the right. */
const NUMBERS = new Set(['DURATION', 'SPANS', 'ERRORS', 'MATCHED']);

function cellsOf(trace: TraceSummary): string[] {
  const startMs = Number(BigInt(trace.startTimeUnixNano) / 1_000_000n);
  const matched = trace.spansets.reduce((sum, set) => sum + set.matchedSpanCount, 0);
  return [
    trace.traceId,
    new Date(startMs).toISOString().replace('T', ' ').replace('Z', ''),
    printDuration(BigInt(trace.durationNano)),
    String(trace.spanCount),
    String(trace.errorCount),
    String(matched),
    onOneLine(`${trace.rootService}: ${trace.rootName}${trace.hasRoot ? '' : ' (no root yet)'}`),
  ];
}

function summaryOf({ traces, total, hasMore }: SearchAnswer): string {
  if (traces.length === 0) return 'no trace is found';
  const shown = amount(traces.length, 'trace');
  if (!hasMore) return shown;
  return `${shown} of ${total.isExact ? '' : 'at least '}${total.count}; --limit shows more`;
}
