// Where commands print, complain and ask: those of the process, or those of a test.

import { createInterface } from 'node:readline/promises';

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
