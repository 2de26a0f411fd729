// What stands behind `throughline spool`: what to do, with which files, and the options of `serve` that
// say where the data is.

import { didYouMean } from '../config/did-you-mean.ts';

const ACTIONS = ['list', 'replay'] as const;

export interface SpoolCommand {
  readonly action: (typeof ACTIONS)[number];
  /** Names or paths; none: all that are set aside. */
  readonly files: readonly string[];
  readonly options: readonly string[];
}

/** What cannot be understood is a sentence. */
export function parseSpoolCommand(args: readonly string[]): SpoolCommand | string {
  const [first, ...rest] = args;
  const action = ACTIONS.find((known) => known === first);
  if (action === undefined) {
    const guess = first === undefined ? undefined : didYouMean(first, ACTIONS);
    const hint = guess === undefined ? `use ${ACTIONS.join(' or ')}` : `did you mean ${guess}?`;
    return `spool needs to know what to do: ${hint}`;
  }
  // Files come first, so that the value of an option is not taken for one.
  const firstOption = rest.findIndex((text) => text.startsWith('-'));
  const files = firstOption < 0 ? rest : rest.slice(0, firstOption);
  const options = firstOption < 0 ? [] : rest.slice(firstOption);
  if (action === 'list' && files.length > 0) {
    return `spool list takes no files, found ${files.join(' ')}`;
  }
  return { action, files, options };
}
