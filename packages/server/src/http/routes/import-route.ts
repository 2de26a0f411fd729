// POST /api/v1/import: a file of traces, taken as it comes in, however large.

import type { Readable } from 'node:stream';
import { ImportAnswer } from '@throughline/model/api/import';
import { Type } from 'typebox';
import { importTraceFile } from '../../import/import-trace-file.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { ApiError } from '../errors.ts';
import { checkOrigin } from '../origin-check.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';
import { untilFound } from '../until-found.ts';

/** None of them is a type that a page elsewhere could send without asking. */
const TYPES = [
  'application/json',
  'application/x-ndjson',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
] as const;

/** Each holds at most one large part of its file; a third waits for its turn. */
const MAX_IMPORTS = 2;

/** So long nothing may come. */
const IDLE_TIMEOUT_MS = 30_000;

const FILE = Type.Unsafe({ description: 'the file' });

export function registerImportRoute(app: AppInstance, dependencies: AppDependencies): void {
  const { ingest, store } = dependencies;
  let running = 0;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // It stays a stream.
    scope.addContentTypeParser([...TYPES], (_request, payload, done) => done(null, payload));
    scope.post(
      '/api/v1/import',
      {
        onRequest: checkOrigin,
        config: { takesFiles: true },
        schema: {
          operationId: 'importTraces',
          summary: "Traces from a file of Jaeger's, Zipkin's or OTLP JSON",
          description:
            "The body is the file: Jaeger's JSON (`{data:[…]}`, or one trace), Zipkin's JSON of version 2, OTLP " +
            'JSON as an object or lines; compressed with gzip or not. What is stored can be found when this is ' +
            'answered. Spans that are there already come once.',
          tags: ['traces'],
          body: { content: Object.fromEntries(TYPES.map((type) => [type, { schema: FILE }])) },
          response: {
            200: jsonResponse('what the file has brought', schemaRef(ImportAnswer)),
            ...errorResponses([
              'INVALID_BODY',
              'INVALID_TRACE_FILE',
              'ORIGIN_NOT_ALLOWED',
              ...STORE_ERRORS,
            ]),
          },
        },
      },
      async (request, reply) => {
        if (running >= MAX_IMPORTS) {
          throw new ApiError(
            'STORE_OVERLOADED',
            `${running} files are being imported; try again later`,
          );
        }
        running++;
        try {
          const signal = requestSignal(reply);
          const source = withoutPauses(request.raw);
          const answer = await importTraceFile(source, {
            ingest,
            storedSpans: store.storedSpans,
            requestId: request.id,
            signal,
          });
          refuseNothing(answer);
          await untilFound(store);
          request.log.info(
            { forms: answer.forms, spans: answer.spans, errors: answer.errorCount },
            'a file of traces imported',
          );
          return answer;
        } finally {
          running--;
        }
      },
    );
  });
}

/** Whoever stops sending in the middle is not waited for; the stream stays open for the answer. */
async function* withoutPauses(body: Readable): AsyncGenerator<Uint8Array> {
  const chunks = body.iterator({ destroyOnReturn: false });
  for (;;) {
    const idle = setTimeout(() => body.destroy(new Error('nothing came')), IDLE_TIMEOUT_MS);
    const next = await chunks.next().finally(() => clearTimeout(idle));
    if (next.done === true) return;
    yield next.value;
  }
}

function refuseNothing({ spans, errors: [first] }: ImportAnswer): void {
  if (spans > 0 || first === undefined) return;
  const { line, byte, message } = first;
  throw new ApiError('INVALID_TRACE_FILE', `line ${line}, byte ${byte}: ${message}`);
}
