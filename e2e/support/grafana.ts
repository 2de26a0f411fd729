// Grafana's Tempo data source, as far as its requests and its readers go: which requests it sends for what somebody
// does, with which headers and parameters, and that it refuses answers with anything it does not know. From the
// plugin grafana-tempo-datasource and the app traces-drilldown.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import {
  createStrictTempo,
  type Read,
  type TempoMessage,
} from '@throughline/model/tempo/testing/strict-tempo';
import { ROOT } from './throughline.ts';

const tempo = createStrictTempo((path) =>
  readFileSync(join(ROOT, 'packages/server/proto', path), 'utf8'),
);

export interface Range {
  readonly startS: number;
  readonly endS: number;
}

export interface Grafana {
  /** "Save & test". */
  health(): Promise<number>;
  /** "Save & test" with streaming switched on. */
  streamingHealth(): Promise<Read[]>;
  trace(traceId: string, range?: Range): Promise<Read>;
  search(query: string, range: Range, limit?: number, spss?: number): Promise<Read>;
  range(query: string, range: Range, step?: string): Promise<Read>;
  instant(query: string, range: Range): Promise<Read>;
  tags(range?: Range): Promise<Read>;
  tagValues(tag: string, query?: string, range?: Range): Promise<Read>;
  stream(method: StreamMethod, fields: Record<string, unknown>): Promise<Read[]>;
}

const STREAMS = {
  Search: ['SearchRequest', 'SearchResponse'],
  MetricsQueryRange: ['QueryRangeRequest', 'QueryRangeResponse'],
  MetricsQueryInstant: ['QueryInstantRequest', 'QueryInstantResponse'],
} as const satisfies Record<string, readonly [TempoMessage, TempoMessage]>;

export type StreamMethod = keyof typeof STREAMS;

/** What Grafana asks for in one list of names or values. */
const TAGS_LIMIT = '5000';

export function createGrafana(url: string): Grafana {
  const get = async (path: string, parameters: Record<string, string>, accept?: string) => {
    const query = new URLSearchParams(parameters).toString();
    const headers = { 'user-agent': 'Grafana/12', ...(accept === undefined ? {} : { accept }) };
    return fetch(`${url}${path}${query === '' ? '' : `?${query}`}`, { headers });
  };
  const json = async (message: TempoMessage, path: string, parameters: Record<string, string>) =>
    tempo.readJson(message, await textOf(await get(path, parameters, 'application/json')));
  const stream = (method: StreamMethod, fields: Record<string, unknown>) =>
    streamFrom(url, method, fields);
  return {
    health: async () => (await get('/api/echo', {})).status,
    streamingHealth: () => {
      const end = Math.floor(Date.now() / 1000);
      return stream('Search', { Query: '{}', Limit: 1, start: end - 900, end });
    },
    trace: async (traceId, range) => {
      const path = `/api/v2/traces/${traceId}`;
      const answer = await get(path, timesOf(range), 'application/protobuf');
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return tempo.readProtobuf('TraceByIDResponse', bytes);
    },
    search: (q, range, limit = 20, spss = 3) => {
      const sizes = { limit: String(limit), spss: String(spss) };
      return json('SearchResponse', '/api/search', { q, ...sizes, ...timesOf(range) });
    },
    range: (q, range, step) => {
      const parameters = { q, ...timesOf(range), ...(step === undefined ? {} : { step }) };
      return json('QueryRangeResponse', '/api/metrics/query_range', parameters);
    },
    instant: (q, range) =>
      json('QueryInstantResponse', '/api/metrics/query', { q, ...timesOf(range) }),
    tags: (range) =>
      json('SearchTagsV2Response', '/api/v2/search/tags', { limit: TAGS_LIMIT, ...timesOf(range) }),
    tagValues: (tag, q, range) =>
      // Its backend passes on all parameters it was given, the tag among them, escaped twice.
      json('SearchTagValuesV2Response', `/api/v2/search/tag/${encodeURI(tag)}/values`, {
        limit: TAGS_LIMIT,
        ...(q === undefined ? {} : { q }),
        ...timesOf(range),
        tag: encodeURIComponent(tag),
      }),
    stream,
  };
}

function timesOf(range: Range | undefined): Record<string, string> {
  return range === undefined ? {} : { start: String(range.startS), end: String(range.endS) };
}

async function textOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.url}: ${answer.status} ${text}`);
  return text;
}

/** To the host and port of the data source's URL, without TLS; the 4 MiB of a message are gRPC's default. */
async function streamFrom(
  url: string,
  method: StreamMethod,
  fields: Record<string, unknown>,
): Promise<Read[]> {
  const [request, response] = STREAMS[method];
  const client = new Client(new URL(url).host, credentials.createInsecure());
  try {
    const call = client.makeServerStreamRequest(
      `/tempopb.StreamingQuerier/${method}`,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => tempo.readProtobuf(response, bytes),
      Buffer.from(tempo.write(request, fields)),
      new Metadata(),
    );
    const messages: Read[] = [];
    for await (const message of call) messages.push(message);
    return messages;
  } finally {
    client.close();
  }
}
