// POST /api/v1/import: spans from a file of Jaeger JSON, Zipkin JSON (version 2) or OTLP JSON. The body is the file as it
// is, compressed with gzip or not; the form is found out.

import { type Static, Type } from 'typebox';
import { NanosText } from './common.ts';

/** What a page can link to; how many there are is told beside them. */
export const MAX_IMPORT_TRACE_IDS = 100;

/** Enough to see what is wrong with a file; how many there are is told beside them. */
export const MAX_IMPORT_ERRORS = 20;

export const TraceFileForm = Type.Union([
  Type.Literal('otlp'),
  Type.Literal('jaeger'),
  Type.Literal('zipkin'),
]);
export type TraceFileForm = Static<typeof TraceFileForm>;

export const ImportError = Type.Object({
  message: Type.String({ description: 'what was wrong' }),
  byte: Type.Integer({ description: 'where the part begins, from 0, after decompression' }),
  line: Type.Integer({ description: 'the same as a line, from 1' }),
});
export type ImportError = Static<typeof ImportError>;

export const ImportAnswer = Type.Object(
  {
    forms: Type.Array(TraceFileForm, { description: 'what the file turned out to be' }),
    bytes: Type.Integer({ description: 'read, after decompression' }),
    spans: Type.Integer({
      description: 'stored; those that are there already count, and come once',
    }),
    rejectedSpans: Type.Integer({ description: 'left out, such as those without ids' }),
    traces: Type.Object({
      count: Type.Integer(),
      isExact: Type.Boolean({ description: 'false: there are more' }),
    }),
    traceIds: Type.Array(Type.String(), {
      description: `the first ${MAX_IMPORT_TRACE_IDS}, in the order of the file`,
    }),
    startTimeUnixNano: Type.Optional(NanosText),
    endTimeUnixNano: Type.Optional(NanosText),
    errors: Type.Array(ImportError, {
      description: `the first ${MAX_IMPORT_ERRORS}; the other parts of the file are stored`,
    }),
    errorCount: Type.Integer(),
    complete: Type.Boolean({
      description: 'false: what follows the last error was not read, as nothing can be made of it',
    }),
  },
  { $id: 'Import', description: 'what a file of traces has brought' },
);
export type ImportAnswer = Static<typeof ImportAnswer>;
