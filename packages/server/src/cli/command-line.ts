// The command line as verb and flags. Which flags there are is the option table's business.

import { didYouMean } from '../config/did-you-mean.ts';

export const VERBS = [
  'serve',
  'find',
  'trace',
  'compare',
  'services',
  'import',
  'export',
  'delete',
  'spool',
  'version',
  'help',
] as const;
export type Verb = (typeof VERBS)[number];

export const VERB_DESCRIPTIONS: Readonly<Record<Verb, string>> = {
  serve: 'run Throughline (the default)',
  find: "traces, at a running server: find '{ status = error }' --since 1h",
  trace: 'a trace, at a running server, with what made it slow or failed: trace ID',
  compare: 'a trace with another, or with what is usual for its endpoint: compare ID [ID]',
  services: 'how services fare, or the operations of one: services [NAME] --since 1h',
  import: "files of Jaeger's, Zipkin's or OTLP JSON, into a server: import FILE...",
  export: 'a trace as such a file: export ID --form otlp|jaeger|zipkin',
  delete: 'traces, at a running server: delete --trace ID, delete --query service=NAME',
  spool: 'spans that wait or were set aside: spool list, spool replay [FILE...]',
  version: 'print the version',
  help: 'print this text',
};

export interface CommandLine {
  readonly verb: Verb;
  /** What follows the verb. */
  readonly args: readonly string[];
}

/** What cannot be understood is a sentence. */
export function parseCommandLine(argv: readonly string[]): CommandLine | string {
  if (argv.includes('--help') || argv.includes('-h')) return { verb: 'help', args: [] };
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-v') return { verb: 'version', args: rest };
  if (first === undefined || first.startsWith('-')) return { verb: 'serve', args: argv };
  const verb = VERBS.find((known) => known === first);
  if (verb !== undefined) return { verb, args: rest };
  const guess = didYouMean(first, VERBS);
  const hint = guess === undefined ? `there are ${VERBS.join(', ')}` : `did you mean ${guess}?`;
  return `there is no command "${first}"; ${hint}`;
}
