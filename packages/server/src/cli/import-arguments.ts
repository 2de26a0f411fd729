// The arguments of `throughline import`: which files, and which server is to have them.

import { ASKING_OPTIONS, parseServerUrl, readArguments, urlRefusal } from './server-arguments.ts';

/** Stands for standard input. */
export const STANDARD_INPUT = '-';

export interface ImportCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  /** At least one. */
  readonly files: readonly string[];
  /** Print the answers as they are. */
  readonly json: boolean;
}

/** What cannot be understood is a sentence. */
export function parseImportCommand(args: readonly string[]): ImportCommand | string {
  const parsed = readArguments('import', args, ASKING_OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals: files } = parsed;
  if (files.length === 0) {
    return "import needs a file with Jaeger's, Zipkin's or OTLP JSON, or - for standard input";
  }
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    return 'import: standard input can be read once; - is there twice';
  }
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, files, json: values.json };
}
