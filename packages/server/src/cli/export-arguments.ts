// The arguments of `throughline export`: which trace, in which form, from which server.

import { TraceFileForm } from '@throughline/model/api/import';
import {
  parseServerUrl,
  readArguments,
  traceIdRefusal,
  URL_OPTION,
  urlRefusal,
} from './server-arguments.ts';

export interface ExportCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  readonly traceId: string;
  readonly form: TraceFileForm;
}

const FORMS = TraceFileForm.anyOf.map((literal) => literal.const);

const OPTIONS = {
  ...URL_OPTION,
  form: { type: 'string', default: 'otlp' },
} as const;

/** What cannot be understood is a sentence. */
export function parseExportCommand(args: readonly string[]): ExportCommand | string {
  const parsed = readArguments('export', args, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [traceId, ...more] = positionals;
  if (traceId === undefined || more.length > 0) {
    return 'export needs one trace id, such as those that throughline find prints';
  }
  const refusal = traceIdRefusal('export', traceId);
  if (refusal !== undefined) return refusal;
  const form = FORMS.find((known) => known === values.form);
  if (form === undefined) {
    return `--form: "${values.form}" is not valid; expected one of ${FORMS.join(', ')}`;
  }
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, traceId, form };
}
