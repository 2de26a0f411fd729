// tempopb.StreamingQuerier as @grpc/grpc-js wants it: message bytes go in and out as they are. Search streams
// traces as they are found; the others have one answer, which comes in several messages when it is large.

import {
  type handleServerStreamingCall,
  type ServerWritableStream,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { OtlpDecodeError } from '@throughline/model/otlp/decode-error';
import { decodeMessage, type RequestShape } from '@throughline/model/tempo/decode-message';
import type { MessageOf, MessageShape } from '@throughline/model/tempo/message-shape';
import {
  QUERY_INSTANT_REQUEST,
  QUERY_INSTANT_RESPONSE,
  QUERY_RANGE_REQUEST,
  QUERY_RANGE_RESPONSE,
  SEARCH_REQUEST,
  SEARCH_RESPONSE,
  SEARCH_TAG_VALUES_REQUEST,
  SEARCH_TAG_VALUES_RESPONSE,
  SEARCH_TAG_VALUES_V2_RESPONSE,
  SEARCH_TAGS_REQUEST,
  SEARCH_TAGS_RESPONSE,
  SEARCH_TAGS_V2_RESPONSE,
  type SearchResponse,
} from '@throughline/model/tempo/messages';
import { BYTES_METHOD } from '../grpc/bytes-method.ts';
import { boundedMessage } from '../ingest/rpc-messages.ts';
import { BadRequestError } from './bad-request.ts';
import { encodeParts, fittingTrace } from './streaming-parts.ts';
import type { TempoDependencies } from './tempo-dependencies.ts';
import { tempoFailure } from './tempo-failure.ts';
import { createTempoQueries, type TempoQueries } from './tempo-queries.ts';

export const STREAMING_QUERIER = 'tempopb.StreamingQuerier';

const METHODS = [
  'Search',
  'SearchTags',
  'SearchTagsV2',
  'SearchTagValues',
  'SearchTagValuesV2',
  'MetricsQueryRange',
  'MetricsQueryInstant',
] as const;

type Method = (typeof METHODS)[number];

export const STREAMING_QUERIER_SERVICE = Object.fromEntries(
  METHODS.map((method) => [
    method,
    {
      path: `/${STREAMING_QUERIER}/${method}`,
      ...BYTES_METHOD,
      responseStream: true,
    },
  ]),
);

/** Writes the messages of an answer. */
type Answer = (
  request: Buffer,
  signal: AbortSignal,
  write: (messages: readonly Uint8Array[]) => void,
) => Promise<void>;

type Call = ServerWritableStream<Buffer, Buffer>;

export function createStreamingQuerier(
  dependencies: TempoDependencies,
): Record<Method, handleServerStreamingCall<Buffer, Buffer>> {
  const answers = answersOf(createTempoQueries(dependencies));
  const handler =
    (method: Method) =>
    (call: Call): void => {
      void answerCall(dependencies, method, answers[method], call);
    };
  return {
    Search: handler('Search'),
    SearchTags: handler('SearchTags'),
    SearchTagsV2: handler('SearchTagsV2'),
    SearchTagValues: handler('SearchTagValues'),
    SearchTagValuesV2: handler('SearchTagValuesV2'),
    MetricsQueryRange: handler('MetricsQueryRange'),
    MetricsQueryInstant: handler('MetricsQueryInstant'),
  };
}

function answersOf(queries: TempoQueries): Record<Method, Answer> {
  const once =
    <Q extends RequestShape, R extends MessageShape>(
      request: Q,
      response: R,
      list: keyof R & string,
      ask: (parameters: MessageOf<Q>, signal: AbortSignal) => Promise<MessageOf<R>>,
    ): Answer =>
    async (bytes, signal, write) => {
      const answer = await ask(readRequest(request, bytes), signal);
      write(encodeParts(response, list, answer));
    };
  return {
    Search: (bytes, signal, write) =>
      streamSearch(queries, readRequest(SEARCH_REQUEST, bytes), signal, write),
    SearchTags: once(SEARCH_TAGS_REQUEST, SEARCH_TAGS_RESPONSE, 'tagNames', queries.tags),
    SearchTagsV2: once(SEARCH_TAGS_REQUEST, SEARCH_TAGS_V2_RESPONSE, 'scopes', queries.tagsV2),
    SearchTagValues: once(
      SEARCH_TAG_VALUES_REQUEST,
      SEARCH_TAG_VALUES_RESPONSE,
      'tagValues',
      queries.tagValues,
    ),
    SearchTagValuesV2: once(
      SEARCH_TAG_VALUES_REQUEST,
      SEARCH_TAG_VALUES_V2_RESPONSE,
      'tagValues',
      queries.tagValuesV2,
    ),
    MetricsQueryRange: once(QUERY_RANGE_REQUEST, QUERY_RANGE_RESPONSE, 'series', queries.range),
    MetricsQueryInstant: once(
      QUERY_INSTANT_REQUEST,
      QUERY_INSTANT_RESPONSE,
      'series',
      queries.instant,
    ),
  };
}

/** Each trace once, complete: of one that comes again Grafana keeps the first. */
async function streamSearch(
  queries: TempoQueries,
  parameters: MessageOf<typeof SEARCH_REQUEST>,
  signal: AbortSignal,
  write: (messages: readonly Uint8Array[]) => void,
): Promise<void> {
  const sent = new Set<string | undefined>();
  const send = ({ traces = [], metrics }: SearchResponse): void => {
    const fresh = traces.filter(({ traceID }) => !sent.has(traceID));
    for (const { traceID } of fresh) sent.add(traceID);
    const message = { traces: fresh.map((trace) => fittingTrace(trace)), metrics };
    write(encodeParts(SEARCH_RESPONSE, 'traces', message));
  };
  // The last message has the figures of all, and the traces that were not heard of on the way.
  send(await queries.search(parameters, signal, send));
}

function readRequest<S extends RequestShape>(shape: S, bytes: Buffer): MessageOf<S> {
  try {
    return decodeMessage(shape, bytes);
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    throw new BadRequestError(`the request cannot be read: ${error.message}`, { cause: error });
  }
}

async function answerCall(
  { metrics, logger }: TempoDependencies,
  method: Method,
  answer: Answer,
  call: Call,
): Promise<void> {
  const end = metrics.tempo.begin();
  const startedMs = performance.now();
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  let code: status = status.OK;
  try {
    await answer(call.request, gone.signal, (messages) => {
      if (gone.signal.aborted) return;
      for (const { buffer, byteOffset, length } of messages) {
        call.write(Buffer.from(buffer, byteOffset, length));
      }
    });
    call.end();
  } catch (error) {
    const { rpcCode, message, isInternal } = tempoFailure(error, gone.signal.aborted);
    code = rpcCode;
    if (isInternal) logger.error({ err: error, method }, 'a call of the Tempo API failed');
    const failure: Partial<StatusObject> = { code, details: boundedMessage(message) };
    call.emit('error', failure);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  end('GRPC', `/${STREAMING_QUERIER}/${method}`, status[code] ?? String(code), seconds);
  logger.debug({ method, status: status[code], elapsedMs: seconds * 1000 }, 'call');
}
