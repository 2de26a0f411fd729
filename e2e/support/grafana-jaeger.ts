// Grafana's Jaeger data source, as far as its requests and its readers go: which requests it sends for what somebody
// does, and what of an answer it takes for granted. From the plugin grafana-jaeger-datasource, with the API of old and,
// by its switch, the third one.

export interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

export interface JaegerSearch {
  readonly service: string;
  readonly operation?: string;
  /** As people type them: `error=true http.method=GET`. */
  readonly tags?: string;
  readonly minDuration?: string;
  readonly maxDuration?: string;
  readonly limit?: number;
}

export interface JaegerTag {
  readonly key: string;
  readonly type: string;
  readonly value: unknown;
}

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly refType: string; readonly spanID: string }[];
  /** Microseconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
}

export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

export interface GrafanaJaeger {
  /** "Save & test" asks for the services, too. */
  services(): Promise<string[]>;
  operations(service: string): Promise<string[]>;
  search(search: JaegerSearch, range: Range): Promise<JaegerTrace[]>;
  trace(traceId: string, range?: Range): Promise<JaegerTrace>;
  /** For the graph of nodes. */
  dependencies(range: Range): Promise<Dependency[]>;
  servicesV3(): Promise<string[]>;
  operationsV3(service: string): Promise<string[]>;
  /** The number of spans in OTLP. */
  searchV3(search: JaegerSearch, range: Range): Promise<number>;
  traceV3(traceId: string): Promise<number>;
}

const DEFAULT_LIMIT = '20';

export function createGrafanaJaeger(url: string): GrafanaJaeger {
  const get = async (path: string, query = ''): Promise<unknown> => {
    const address = `${url}${path}${query === '' ? '' : `?${query}`}`;
    const answer = await fetch(address, { headers: { 'user-agent': 'Grafana/12' } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const data = async <T>(path: string, parameters: Record<string, string> = {}): Promise<T> => {
    const query = new URLSearchParams(parameters).toString();
    const answer = (await get(path, query)) as { data: T; errors: unknown };
    if (answer.errors !== null) throw new Error(`${path}: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  };
  return {
    services: () => data('/api/services'),
    operations: (service) => data(`/api/services/${encodeURIComponent(service)}/operations`),
    async search(search, range) {
      const traces = await data<JaegerTrace[]>('/api/traces', searchOfOld(search, range));
      return traces.map(checkedTrace);
    },
    async trace(traceId, range) {
      const times = range === undefined ? {} : microseconds(range);
      const [trace] = await data<JaegerTrace[]>(`/api/traces/${traceId}`, times);
      if (trace === undefined) throw new Error('no trace in the answer');
      return checkedTrace(trace);
    },
    dependencies: ({ startMs, endMs }) =>
      data('/api/dependencies', { endTs: String(endMs), lookback: String(endMs - startMs) }),
    async servicesV3() {
      const { services } = (await get('/api/v3/services')) as { services: string[] };
      return services;
    },
    async operationsV3(service) {
      const answer = await get('/api/v3/operations', `service=${encodeURIComponent(service)}`);
      return (answer as { operations: { name: string }[] }).operations.map(({ name }) => name);
    },
    searchV3: async (search, range) => spansOf(await get('/api/v3/traces', queryV3(search, range))),
    traceV3: async (traceId) => spansOf(await get(`/api/v3/traces/${traceId}`)),
  };
}

function searchOfOld(
  { service, operation, tags, minDuration, maxDuration, limit }: JaegerSearch,
  range: Range,
): Record<string, string> {
  return {
    service,
    ...(operation === undefined ? {} : { operation }),
    ...(tags === undefined ? {} : { tags: JSON.stringify(tagsOf(tags)) }),
    ...(minDuration === undefined ? {} : { minDuration }),
    ...(maxDuration === undefined ? {} : { maxDuration }),
    limit: limit === undefined ? DEFAULT_LIMIT : String(limit),
    ...microseconds(range),
    lookback: 'custom',
  };
}

function microseconds({ startMs, endMs }: Range): { start: string; end: string } {
  return { start: String(startMs * 1000), end: String(endMs * 1000) };
}

/** As logfmt, all values text. */
function tagsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(' ').map((pair) => pair.split('=', 2)));
}

/** Times are not escaped, and have the zone of the server. */
function queryV3({ service, operation, tags, minDuration }: JaegerSearch, range: Range): string {
  return [
    `query.service_name=${encodeURIComponent(service)}`,
    ...(operation === undefined ? [] : [`query.operation_name=${encodeURIComponent(operation)}`]),
    ...(tags === undefined
      ? []
      : [`query.attributes=${encodeURIComponent(JSON.stringify(tagsOf(tags)))}`]),
    ...(minDuration === undefined ? [] : [`query.duration_min=${minDuration}`]),
    `query.start_time_min=${zonedTime(range.startMs)}`,
    `query.start_time_max=${zonedTime(range.endMs)}`,
  ].join('&');
}

const ZONE_MS = 2 * 3_600_000;

function zonedTime(ms: number): string {
  return new Date(ms + ZONE_MS).toISOString().replace('Z', '000000+02:00');
}

/** What its reader, which is Go's, would refuse or stumble over. */
function checkedTrace(trace: JaegerTrace): JaegerTrace {
  for (const span of trace.spans) {
    if (trace.processes[span.processID] === undefined) throw new Error('a span without a process');
    const numbers = [span.startTime, span.duration, ...span.logs.map(({ timestamp }) => timestamp)];
    if (!numbers.every(Number.isSafeInteger)) throw new Error('a time that is no whole number');
    if (!/^[0-9a-f]{16}$/.test(span.spanID)) throw new Error(`the span id ${span.spanID}`);
    if (span.traceID !== trace.traceID) throw new Error('a span of another trace');
  }
  return trace;
}

interface OtlpResult {
  readonly result: {
    readonly resourceSpans: readonly {
      readonly scopeSpans: readonly { readonly spans: readonly { readonly traceId: string }[] }[];
    }[];
  };
}

function spansOf(answer: unknown): number {
  const { resourceSpans } = (answer as OtlpResult).result;
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
  for (const { traceId } of spans) {
    if (!/^[0-9a-f]{32}$/.test(traceId)) throw new Error(`the trace id ${traceId}`);
  }
  return spans.length;
}
