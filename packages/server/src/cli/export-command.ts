// `throughline export`: prints a trace as a file that other systems, and `throughline import`, can load.

import { askServerText, sentenceOf } from './ask-server.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import type { ExportCommand } from './export-arguments.ts';
import type { Terminal } from './terminal.ts';

/** Longer than reading the largest trace takes, so that the server's own answer arrives. */
const REQUEST_TIMEOUT_MS = 120_000;

export async function exportCommand(
  { url, traceId, form }: ExportCommand,
  terminal: Pick<Terminal, 'print' | 'complain'>,
): Promise<number> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const trace = await askServerText(url, `traces/${traceId}?form=${form}`, { signal });
    terminal.print(trace);
    return EXIT_OK;
  } catch (error) {
    terminal.complain(sentenceOf(error));
    return EXIT_FAILURE;
  }
}
