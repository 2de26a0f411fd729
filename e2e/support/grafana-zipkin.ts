// Grafana's Zipkin data source, as far as its requests and its reader go: which requests it sends for what somebody
// does, and that it refuses spans that Zipkin's model for Go refuses. From the plugin grafana-zipkin-datasource.

export interface ZipkinEndpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

export interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly kind?: string;
  readonly name?: string;
  /** Microseconds. */
  readonly timestamp?: number;
  readonly duration?: number;
  readonly localEndpoint?: ZipkinEndpoint;
  readonly remoteEndpoint?: ZipkinEndpoint;
  readonly annotations?: readonly { readonly timestamp: number; readonly value: string }[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly debug?: boolean;
  readonly shared?: boolean;
}

export interface GrafanaZipkin {
  /** "Save & test". */
  health(): Promise<boolean>;
  /** The three steps of its cascade: services, names of spans, traces. */
  services(): Promise<string[]>;
  spanNames(service: string): Promise<string[]>;
  traces(service: string, spanName: string): Promise<ZipkinSpan[][]>;
  /** By id, as typed or by a link from logs. Rejects when there is none. */
  trace(traceId: string): Promise<ZipkinSpan[]>;
}

export function createGrafanaZipkin(url: string): GrafanaZipkin {
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    async health() {
      return Array.isArray(await ask('/api/v2/services'));
    },
    async services() {
      return listOf(await ask('/api/v2/services'), textOf);
    },
    async spanNames(service) {
      const query = new URLSearchParams({ serviceName: service });
      return listOf(await ask(`/api/v2/spans?${query}`), textOf);
    },
    async traces(service, spanName) {
      const query = new URLSearchParams({ serviceName: service, spanName });
      return listOf(await ask(`/api/v2/traces?${query}`), (trace) => listOf(trace, readSpan));
    },
    async trace(traceId) {
      return listOf(await ask(`/api/v2/trace/${encodeURIComponent(traceId)}`), readSpan);
    },
  };
}

function listOf<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map(read);
  throw new Error(`no list: ${JSON.stringify(value)}`);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`no text: ${JSON.stringify(value)}`);
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isNatural: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isSpanId: Check = (value) => isText(value) && /^(?!0+$)[0-9a-f]{16}$/.test(String(value));
const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isObjectOf(fields: Readonly<Record<string, Check>>): Check {
  return (value) =>
    isObject(value) &&
    Object.entries(value as object).every(([key, item]) => fields[key]?.(item) === true);
}

const isEndpoint = isObjectOf({
  serviceName: isText,
  ipv4: isText,
  ipv6: isText,
  port: (value) => isNatural(value) && Number(value) < 65_536,
});

const isAnnotation = isObjectOf({ timestamp: isNatural, value: isText });

const FIELDS: Readonly<Record<string, Check>> = {
  traceId: (value) => isText(value) && /^(?!0+$)([0-9a-f]{16}){1,2}$/.test(String(value)),
  id: isSpanId,
  parentId: isSpanId,
  kind: (value) => ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'].includes(String(value)),
  name: isText,
  timestamp: isNatural,
  duration: isNatural,
  localEndpoint: isEndpoint,
  remoteEndpoint: isEndpoint,
  annotations: (value) => Array.isArray(value) && value.every(isAnnotation),
  tags: (value) => isObject(value) && Object.values(value as object).every(isText),
  debug: isBoolean,
  shared: isBoolean,
};

/** Everything that it says is as it has to be, and the ids are there. */
function readSpan(value: unknown): ZipkinSpan {
  const span = value as ZipkinSpan;
  if (isObjectOf(FIELDS)(value) && isText(span.traceId) && isText(span.id)) return span;
  throw new Error(`not a span of Zipkin's: ${JSON.stringify(value)}`);
}
