// `throughline compare`: asks a running server what differs between two traces, or between a trace and what is
// usual for its endpoint, and prints a sentence and the tree of what differs, or the JSON of the API.

import { type CompareRow, listOperations } from '@throughline/analysis/compare/list-operations';
import { sayDuration, sayShare } from '@throughline/analysis/text/say';
import type { CompareAnswer, OperationSide } from '@throughline/model/api/compare';
import { amount } from './amount.ts';
import { askServer, sentenceOf } from './ask-server.ts';
import type { CompareCommand } from './compare-arguments.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import { onOneLine } from './on-one-line.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';

/** Longer than the server looks for what is usual, so that its own answer arrives. */
const REQUEST_TIMEOUT_MS = 60_000;

export async function compareCommand(
  { url, left, right, json }: CompareCommand,
  terminal: Pick<Terminal, 'print' | 'complain'>,
): Promise<number> {
  try {
    const query = new URLSearchParams({ left, right }).toString();
    const answer = await askServer(url, `compare?${query}`, {
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const lines = json
      ? [JSON.stringify(answer, undefined, 2)]
      : compareLines(answer as CompareAnswer);
    for (const line of lines) terminal.print(line);
    return EXIT_OK;
  } catch (error) {
    terminal.complain(sentenceOf(error));
    return EXIT_FAILURE;
  }
}

const HEAD = ['DIFFERENCE', 'LEFT', 'RIGHT', 'CALLS', 'ERRORS', 'CHANGE', 'OPERATION'];
const NUMBERS = new Set(['DIFFERENCE', 'LEFT', 'RIGHT', 'CALLS', 'ERRORS']);

function compareLines(answer: CompareAnswer): string[] {
  const { operations, operationCount, deeperSpans } = answer;
  const rows = listOperations(answer, { asTree: true, withSame: false });
  const notes = [
    ...(operations.length < operationCount
      ? [
          `of ${operationCount} operations those ${operations.length} are looked at that differ most`,
        ]
      : []),
    ...(deeperSpans > 0 ? [`${deeperSpans} spans are not compared: too deep, or too many`] : []),
  ];
  return [
    ...sideLines(answer),
    '',
    onOneLine(answer.sentence),
    ...(rows.length === 0 ? [] : ['', ...textTable(HEAD, NUMBERS, rows.map(cellsOf))]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}

function sideLines({ left, right }: CompareAnswer): string[] {
  const lines = [left, right].map((side, at) => {
    const name = at === 0 ? 'left ' : 'right';
    const endpoint = onOneLine(`${side.service} ${side.operation}`);
    return side.kind === 'trace'
      ? `${name}  ${side.traceId}  ${endpoint}, ${sayDuration(side.durationNs)}, ${amount(side.spanCount, 'span')}, ${amount(side.errorCount, 'error')}`
      : `${name}  usual  ${endpoint}, ${sayDuration(side.durationNs)}, ${amount(side.traces, 'other trace')}`;
  });
  return lines;
}

function cellsOf({ operation, depth }: CompareRow): string[] {
  const { left, right, deltaNs, change } = operation;
  const sign = deltaNs > 0 ? '+' : '-';
  const path = (side: OperationSide | undefined) =>
    side === undefined ? '-' : sayDuration(side.pathNs);
  return [
    Math.round(deltaNs) === 0 ? '' : `${sign}${sayDuration(Math.abs(deltaNs))}`,
    path(left),
    path(right),
    pair(left, right, ({ calls }) => String(calls)),
    pair(left, right, ({ errorShare }) => (errorShare === 0 ? '0' : sayShare(errorShare))),
    change === 'same' ? '' : change,
    `${'  '.repeat(depth)}${onOneLine(`${operation.service} ${operation.operation}`)}`,
  ];
}

function pair(
  left: OperationSide | undefined,
  right: OperationSide | undefined,
  say: (side: OperationSide) => string,
): string {
  const [one, other] = [left, right].map((side) => (side === undefined ? '-' : say(side)));
  return one === other ? String(one) : `${one} / ${other}`;
}
