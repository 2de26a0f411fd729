// `throughline trace`: asks a running server for a trace and what the analysis says of it, and prints sentences
// and a waterfall, or the analysis as the JSON of the API.

import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import type { TraceColumns } from '@throughline/model/api/trace';
import { askServer, sentenceOf } from './ask-server.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';
import type { TraceCommand } from './trace-arguments.ts';
import { traceLines } from './trace-waterfall.ts';

/** Longer than the server looks for what is usual, so that its own answer arrives. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Where the output is no terminal. */
const DEFAULT_COLUMNS = 120;

export interface TraceTerminal extends Pick<Terminal, 'print' | 'complain'> {
  /** Characters in a line, where that is known. */
  readonly columns: number | undefined;
}

export async function traceCommand(
  { url, traceId, json }: TraceCommand,
  terminal: TraceTerminal,
): Promise<number> {
  const ask = (what: string): Promise<unknown> =>
    askServer(url, `traces/${traceId}/${what}`, {
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  try {
    if (json) {
      terminal.print(JSON.stringify(await ask('analysis'), undefined, 2));
      return EXIT_OK;
    }
    const [columns, analysis] = await Promise.all([ask('columns'), ask('analysis')]);
    const lines = traceLines(
      columns as TraceColumns,
      analysis as TraceAnalysisAnswer,
      terminal.columns ?? DEFAULT_COLUMNS,
    );
    for (const line of lines) terminal.print(line);
    return EXIT_OK;
  } catch (error) {
    terminal.complain(sentenceOf(error));
    return EXIT_FAILURE;
  }
}
