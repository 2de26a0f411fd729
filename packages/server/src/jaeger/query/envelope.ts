// The envelope around every answer of Jaeger's HTTP API of old: `{"data":…,"total":…,"errors":…}`.

export interface EnvelopeError {
  readonly code?: number;
  readonly msg: string;
  readonly traceID?: string;
}

/** `total` is told of lists of names alone. `dataJson` is JSON already. */
export function envelope(
  dataJson: string,
  total: number,
  errors: readonly EnvelopeError[] = [],
): string {
  return `{"data":${dataJson}${envelopeEnd(total, errors)}`;
}

/** What comes after the data. */
export function envelopeEnd(total: number, errors: readonly EnvelopeError[]): string {
  const told = errors.length === 0 ? 'null' : JSON.stringify(errors);
  return `,"total":${total},"limit":0,"offset":0,"errors":${told}}`;
}

/** Jaeger's own indentation. */
const INDENTATION = 4;

export function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, INDENTATION);
}
