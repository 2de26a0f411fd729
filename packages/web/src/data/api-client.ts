// The HTTP client of the own API: addresses, and one typed error for everything that can go wrong
// on the way. It knows neither React nor what the answers are used for.

import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import type { ErrorBody } from '@throughline/model/api/common';
import type { CompareAnswer } from '@throughline/model/api/compare';
import type { LinkTemplatesAnswer } from '@throughline/model/api/link-templates';
import type { SearchAnswer } from '@throughline/model/api/search';
import type { ServicesAnswer } from '@throughline/model/api/services';
import type { StatusAnswer } from '@throughline/model/api/status';
import type {
  SpanDetailsAnswer,
  TraceAttributeColumn,
  TraceAttributesAnswer,
} from '@throughline/model/api/trace';
import type { TraceMatches } from '@throughline/model/api/trace-matches';
import type { MetricsAnswer } from '@throughline/model/api/traceql';
import { TRACE_TABLE_TYPE } from '@throughline/model/trace-table/trace-table-format';
import type { TraceModel } from './trace-model.ts';

export const API = '/api/v1';

/** What happened, in one sentence, and what the server said about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

/** The server will say the same of the same question: asking again is of no use. */
export function isRefused(error: Error): boolean {
  return error instanceof ApiError && error.status === 400;
}

/** `request`: what is not in the path, such as a body. */
export async function get(
  path: string,
  signal: AbortSignal,
  accept: string,
  request: RequestInit = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...request, signal, headers: { accept, ...request.headers } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(0, 'NO_ANSWER', `Throughline did not answer at ${location.host}.`, {
      cause: error,
    });
  }
  if (!response.ok) throw await toApiError(response);
  return response;
}

export async function getJson(path: string, signal: AbortSignal): Promise<unknown> {
  const response = await get(path, signal, 'application/json');
  try {
    return await response.json();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(response.status, 'NOT_JSON', `${path} did not answer with JSON.`, {
      cause: error,
    });
  }
}

/** Changes something: it is sent once, and not given up. */
export async function sendJson(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const { signal } = new AbortController();
  const content =
    body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await get(path, signal, 'application/json', { method, ...content });
  return response.json();
}

async function toApiError(response: Response): Promise<ApiError> {
  return errorOf(await response.json().catch(() => undefined), response.status);
}

/** `body`: of an answer, or of the event that ended one. */
export function errorOf(body: unknown, status: number): ApiError {
  if (isErrorBody(body)) return new ApiError(status, body.error.code, body.error.message);
  return new ApiError(status, 'HTTP_STATUS', `Throughline answered with status ${status}.`);
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    'message' in error &&
    typeof error.message === 'string'
  );
}

export async function fetchServices(signal: AbortSignal): Promise<ServicesAnswer> {
  return (await getJson(`${API}/services`, signal)) as ServicesAnswer;
}

export async function fetchStatus(signal: AbortSignal): Promise<StatusAnswer> {
  return (await getJson(`${API}/status`, signal)) as StatusAnswer;
}

/** `query`: the parameters of GET /api/v1/traces, already as text. */
export async function searchTraces(
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  return (await getJson(`${API}/traces?${query.toString()}`, signal)) as SearchAnswer;
}

/** `query`: the parameters of GET /api/v1/metrics/query, already as text. */
export async function fetchMetrics(
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<MetricsAnswer> {
  return (await getJson(`${API}/metrics/query?${query.toString()}`, signal)) as MetricsAnswer;
}

/** Also the address of the OTLP JSON download. */
export function traceAddress(traceId: string): string {
  return `${API}/traces/${encodeURIComponent(traceId)}`;
}

export async function fetchTrace(traceId: string, signal: AbortSignal): Promise<TraceModel> {
  // What reads it comes at the same time: only who opens a trace needs it.
  const [response, { loadTrace }] = await Promise.all([
    get(`${traceAddress(traceId)}/columns`, signal, TRACE_TABLE_TYPE),
    import('./load-trace.ts'),
  ]);
  return loadTrace(await response.arrayBuffer(), signal);
}

export async function fetchAnalysis(
  traceId: string,
  signal: AbortSignal,
): Promise<TraceAnalysisAnswer> {
  return (await getJson(
    `${traceAddress(traceId)}/analysis?criticalPath=false`,
    signal,
  )) as TraceAnalysisAnswer;
}

/** TraceQL where the text begins with a brace. */
export async function findInTrace(
  traceId: string,
  find: string,
  signal: AbortSignal,
): Promise<TraceMatches> {
  const query = new URLSearchParams({ [isTraceql(find) ? 'q' : 'text']: find });
  return (await getJson(`${traceAddress(traceId)}/matches?${query}`, signal)) as TraceMatches;
}

export function isTraceql(find: string): boolean {
  return find.trimStart().startsWith('{');
}

/** Longer values come cut, unless all of them is asked for: a panel of megabytes helps nobody. */
const MAX_VALUE_CHARS = 10_000;

export async function fetchSpan(
  traceId: string,
  spanId: string,
  isWhole: boolean,
  signal: AbortSignal,
): Promise<SpanDetailsAnswer> {
  const cut = isWhole ? '' : `?maxValueChars=${MAX_VALUE_CHARS}`;
  const path = `${traceAddress(traceId)}/spans/${encodeURIComponent(spanId)}${cut}`;
  return (await getJson(path, signal)) as SpanDetailsAnswer;
}

export async function fetchLinkTemplates(signal: AbortSignal): Promise<LinkTemplatesAnswer> {
  return (await getJson(`${API}/link-templates`, signal)) as LinkTemplatesAnswer;
}

export async function fetchTraceAttributes(
  traceId: string,
  signal: AbortSignal,
): Promise<TraceAttributesAnswer> {
  return (await getJson(`${traceAddress(traceId)}/attributes`, signal)) as TraceAttributesAnswer;
}

export type TraceAttribute = Pick<TraceAttributeColumn, 'scope' | 'name'>;

export async function fetchTraceAttribute(
  traceId: string,
  attribute: TraceAttribute,
  signal: AbortSignal,
): Promise<TraceAttributeColumn> {
  const query = new URLSearchParams(attribute).toString();
  const path = `${traceAddress(traceId)}/attributes/values?${query}`;
  return (await getJson(path, signal)) as TraceAttributeColumn;
}

/** `right`: an id, or "usual". */
export async function fetchComparison(
  left: string,
  right: string,
  signal: AbortSignal,
): Promise<CompareAnswer> {
  const query = new URLSearchParams({ left, right }).toString();
  return (await getJson(`${API}/compare?${query}`, signal)) as CompareAnswer;
}

/** The whole trace as OTLP JSON, as it was sent: it is shown, not read. */
export async function fetchTraceText(traceId: string, signal: AbortSignal): Promise<string> {
  const response = await get(traceAddress(traceId), signal, 'application/json');
  return response.text();
}
