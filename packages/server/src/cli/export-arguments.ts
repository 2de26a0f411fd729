// The arguments of `throughline export`: which trace, in which form, from which server.

import { parseArgs } from 'node:util';
import type { TraceFileForm } from '@throughline/model/api/import';
import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { DEFAULT_URL, parseServerUrl, urlRefusal } from './ask-server.ts';

export interface ExportCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  readonly traceId: string;
  readonly form: TraceFileForm;
}

const FORMS: readonly TraceFileForm[] = ['otlp', 'jaeger', 'zipkin'];

/** What cannot be understood is a sentence. */
export function parseExportCommand(args: readonly string[]): ExportCommand | string {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    return `export: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { values, positionals } = parsed;
  const [traceId, ...more] = positionals;
  if (traceId === undefined || more.length > 0) {
    return 'export needs one trace id, such as those that throughline find prints';
  }
  if (parseId(traceId, TRACE_ID_BYTES) === undefined) {
    return `export: "${traceId}" is not valid; expected 1 to ${2 * TRACE_ID_BYTES} hex digits`;
  }
  const form = FORMS.find((known) => known === values.form);
  if (form === undefined) {
    return `--form: "${values.form}" is not valid; expected one of ${FORMS.join(', ')}`;
  }
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, traceId, form };
}

function readArguments(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: DEFAULT_URL },
      form: { type: 'string', default: 'otlp' },
    },
  });
}
