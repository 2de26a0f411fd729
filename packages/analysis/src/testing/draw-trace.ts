// Traces drawn as text, one line per span: indentation says the parent, the bar says when. What is drawn
// as `#` is expected on the critical path, `-` is open beside it, `~` is waiting on the path before the
// span begins. The whole format: docs/analysis.md, "Drawn traces".

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';

/** Where drawings begin; any moment would do. */
const T0_NS = 1_700_000_000_000_000_000n;

/** The parent of a span that is drawn as `orphan`. */
const ABSENT_PARENT = 'ffffffffffff0001';

type Json = Record<string, unknown>;

export interface DrawnSpan {
  readonly line: string;
  readonly service: string;
  readonly operation: string;
  /** The bar as it is drawn, blanks included. */
  readonly bar: string;
}

export interface Drawing {
  readonly unitNs: number;
  readonly spans: readonly DrawnSpan[];
  /** Row = line; copies of spans drawn as `twice` stand behind. */
  readonly batch: SpanBatch;
}

interface OpenSpan {
  readonly indent: number;
  readonly id: string;
}

/** `number` makes the trace id, so that several drawings in one batch are several traces. */
export function drawTrace(
  lines: readonly string[],
  unitNs: number,
  number = 1,
  batch = new SpanBatch(),
): Drawing {
  const traceId = traceIdOf(number);
  const spans: DrawnSpan[] = [];
  const messages: Json[] = [];
  const copies: Json[] = [];
  const open: OpenSpan[] = [];
  lines.forEach((line, at) => {
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const { message, span, id, isTwice } = drawSpan(line, {
      traceId,
      number: at + 1,
      parentId: open.at(-1)?.id ?? '',
      unitNs,
    });
    open.push({ indent, id });
    spans.push(span);
    messages.push(message);
    if (isTwice) copies.push(message);
  });
  for (const message of [...messages, ...copies]) {
    const receivedMs = Number(message['receivedMs'] ?? 0);
    decodeTracesJson({ resourceSpans: [message] }, batch, receivedMs);
  }
  return { unitNs, spans, batch };
}

interface Place {
  readonly traceId: string;
  readonly number: number;
  readonly parentId: string;
  readonly unitNs: number;
}

function traceIdOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

function idOf(number: number | string): string {
  return String(number).padStart(16, '0');
}

function drawSpan(line: string, place: Place) {
  const bar = /\|([^|]*)\|\s*$/.exec(line)?.[1];
  if (bar === undefined) throw new Error(`a span has no bar: ${line}`);
  const [service = '', operation = '', ...rest] = line
    .slice(0, line.lastIndexOf(`|${bar}|`))
    .trim()
    .split(/ {2,}/);
  const first = bar.search(/[#-]/);
  const last = Math.max(bar.lastIndexOf('#'), bar.lastIndexOf('-'));
  if (first < 0) throw new Error(`a bar is empty: ${line}`);
  const timeOf = (cells: number): string => String(T0_NS + BigInt(cells * place.unitNs));
  const span: Json = {
    traceId: place.traceId,
    spanId: idOf(place.number.toString(16)),
    parentSpanId: place.parentId,
    name: operation,
    startTimeUnixNano: timeOf(first),
    endTimeUnixNano: timeOf(last + 1),
    attributes: [],
    events: [],
    links: [],
  };
  const resource: Json[] = [{ key: 'service.name', value: { stringValue: service } }];
  const message: Json = { resource: { attributes: resource }, scopeSpans: [{ spans: [span] }] };
  let isTwice = false;
  for (const word of rest.join(' ').match(/(?:[^\s"]|"[^"]*")+/g) ?? []) {
    if (word === 'twice') isTwice = true;
    else applyWord(word, { span, resource, message });
  }
  return { message, span: { line, service, operation, bar }, id: String(span['spanId']), isTwice };
}

const KIND_WORDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

interface Parts {
  readonly span: Json;
  readonly resource: Json[];
  readonly message: Json;
}

function applyWord(word: string, { span, resource, message }: Parts): void {
  if (KIND_WORDS.includes(word)) {
    span['kind'] = KIND_WORDS.indexOf(word);
    return;
  }
  const [key = '', ...rest] = word.split('=');
  const value = rest.join('=').replaceAll('"', '');
  switch (key) {
    case 'error':
      span['status'] = { code: 2, message: value };
      return;
    case 'orphan':
      span['parentSpanId'] = ABSENT_PARENT;
      return;
    case 'id':
      span['spanId'] = idOf(value);
      return;
    case 'parent':
      span['parentSpanId'] = idOf(value);
      return;
    case 'link':
      span['links'] = [linkTo(value, String(span['traceId']))];
      return;
    case 'tracestate':
      span['traceState'] = value;
      return;
    case 'at':
      resource.push({ key: 'service.instance.id', value: { stringValue: value } });
      return;
    case 'host':
      resource.push({ key: 'host.name', value: { stringValue: value } });
      return;
    case 'received':
      message['receivedMs'] = Number(T0_NS / 1_000_000n) + 1000 * Number(value);
      return;
    case 'reversed':
      [span['startTimeUnixNano'], span['endTimeUnixNano']] = [
        span['endTimeUnixNano'],
        span['startTimeUnixNano'],
      ];
      return;
    default:
      (span['attributes'] as Json[]).push({ key: longKey(key), value: typedValue(value) });
  }
}

/** `2` is a span of the same trace, `1/2` one of trace 1. */
function linkTo(value: string, ownTraceId: string): Json {
  const [id = '', trace] = value.split('/').toReversed();
  return { traceId: trace === undefined ? ownTraceId : traceIdOf(Number(trace)), spanId: idOf(id) };
}

/** What comes often in drawings has a short name. */
const SHORT_KEYS: Readonly<Record<string, string>> = {
  db: 'db.system.name',
  sql: 'db.query.text',
  method: 'http.request.method',
  status: 'http.response.status_code',
  url: 'url.full',
  peer: 'server.address',
  resend: 'http.request.resend_count',
};

function longKey(key: string): string {
  return SHORT_KEYS[key] ?? key;
}

function typedValue(text: string): Json {
  return /^-?\d+$/.test(text) ? { intValue: text } : { stringValue: text };
}
