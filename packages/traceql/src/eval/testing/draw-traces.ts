// Traces drawn as text, one line per span, its parent the nearest line that is indented less:
//
//   trace 1
//     gateway 0..100 @front kind=server .route="/cart"
//       cart 10..40 @cart status=error .tags=["a","b"] event=retry@15 event.n=2 link=7/8 link.x=1
//
// Times are milliseconds after T0. `id=` and `parent=` say ids that the drawing does not, `scope=name/version`
// the instrumentation, `tracestate=` has `~` for `=`. Values are JSON; a number without a point is an int. What
// was found in a trace follows its id: `trace 1 finding=long-gap,n-plus-one`.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';

export const T0_NS = 1_700_000_000_000_000_000n;

type Json = { [field: string]: unknown };

interface DrawnSpan {
  readonly indent: number;
  readonly id: string;
  readonly span: Json;
  readonly resource: Json[];
  readonly scope: Json;
}

export function drawTraces(drawing: string): SpanBatch {
  const batch = new SpanBatch();
  const open: DrawnSpan[] = [];
  let traceId = '';
  let count = 0;
  for (const line of drawing.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    if (text.startsWith('trace ')) {
      traceId = traceIdOf(text);
      open.length = 0;
      continue;
    }
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const drawn = drawSpan(text, indent, traceId, ++count, open.at(-1)?.id);
    open.push(drawn);
    const scopeSpans = [{ scope: drawn.scope, spans: [drawn.span] }];
    const resource = { attributes: drawn.resource };
    decodeTracesJson({ resourceSpans: [{ resource, scopeSpans }] }, batch, 0);
  }
  return batch;
}

const TRACE = /^trace (\S+)(?: finding=(\S+))?$/;

function traceIdOf(line: string): string {
  return (TRACE.exec(line)?.[1] ?? '').padStart(32, '0');
}

/** What the drawing says was found in its traces. */
export function drawnFindings(drawing: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const line of drawing.split('\n').map((text) => text.trim())) {
    const names = TRACE.exec(line)?.[2];
    if (names !== undefined) found.set(traceIdOf(line), names.split(','));
  }
  return found;
}

/** Words, with whatever stands in quotes or brackets kept together. */
const WORDS = /(?:"[^"]*"|\[[^\]]*\]|[^\s"[])+/g;

function drawSpan(
  text: string,
  indent: number,
  traceId: string,
  number: number,
  parentId: string | undefined,
): DrawnSpan {
  const [name = '', times = '', ...words] = text.match(WORDS) ?? [];
  const [startMs = '0', endMs = '0'] = times.split('..');
  const attributes: Json[] = [];
  const resource: Json[] = [];
  const events: Json[] = [];
  const links: Json[] = [];
  const scope: Json = {};
  const span: Json = {
    traceId,
    spanId: idOf(number.toString(16)),
    parentSpanId: parentId ?? '',
    name,
    startTimeUnixNano: timeOf(startMs),
    endTimeUnixNano: timeOf(endMs),
    attributes,
    events,
    links,
  };
  for (const word of words) drawWord(word, { span, attributes, resource, events, links, scope });
  return { indent, id: String(span['spanId']), span, resource, scope };
}

interface Parts {
  readonly span: Json;
  readonly attributes: Json[];
  readonly resource: Json[];
  readonly events: Json[];
  readonly links: Json[];
  readonly scope: Json;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['unset', 'ok', 'error'];

function drawWord(word: string, parts: Parts): void {
  const { span, attributes, resource, events, links, scope } = parts;
  if (word.startsWith('@')) {
    resource.push({ key: 'service.name', value: { stringValue: word.slice(1) } });
    return;
  }
  const [key = '', value = ''] = splitAt(word, '=');
  const [prefix = '', attribute = ''] = splitAt(key, '.');
  if (attribute !== '') {
    const added = { key: attribute, value: anyValue(JSON.parse(value), value) };
    if (prefix === '') attributes.push(added);
    else if (prefix === 'resource') resource.push(added);
    else attributesOf(prefix === 'event' ? events.at(-1) : links.at(-1)).push(added);
    return;
  }
  const [first = '', second = ''] = value.split(/[@/]/);
  if (key === 'kind') span['kind'] = KINDS.indexOf(value);
  else if (key === 'status') span['status'] = { code: STATUSES.indexOf(first), message: second };
  else if (key === 'id') span['spanId'] = idOf(value);
  else if (key === 'parent') span['parentSpanId'] = idOf(value);
  else if (key === 'tracestate') span['traceState'] = value.replaceAll('~', '=');
  else if (key === 'event') {
    events.push({ name: first, timeUnixNano: timeOf(second), attributes: [] });
  } else if (key === 'link') {
    links.push({ traceId: first.padStart(32, '0'), spanId: idOf(second), attributes: [] });
  } else if (key === 'scope') Object.assign(scope, { name: first, version: second });
  else throw new Error(`cannot draw ${word}`);
}

function splitAt(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function attributesOf(part: Json | undefined): Json[] {
  if (part === undefined) throw new Error('an attribute of no event and no link');
  return part['attributes'] as Json[];
}

function idOf(text: string): string {
  return text.padStart(16, '0');
}

function timeOf(ms: string): string {
  return String(T0_NS + BigInt(Math.round(Number(ms) * 1e6)));
}

function anyValue(json: unknown, text: string): Json {
  if (typeof json === 'string') return { stringValue: json };
  if (typeof json === 'boolean') return { boolValue: json };
  if (typeof json === 'number') {
    return /[.e]/.test(text) ? { doubleValue: json } : { intValue: String(json) };
  }
  if (Array.isArray(json)) {
    return { arrayValue: { values: json.map((item) => anyValue(item, JSON.stringify(item))) } };
  }
  return { kvlistValue: { values: [] } };
}
