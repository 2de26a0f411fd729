// A search of Jaeger as TraceQL: one span has to have everything that is asked for.

import { UNKNOWN_SERVICE } from '@throughline/model/batch/origin';
import { SPAN_KIND_NAMES } from '@throughline/model/span/span-kind';
import { parseAndCheck } from '@throughline/traceql/check/check';
import type { AttributeScope, Query } from '@throughline/traceql/syntax/ast';
import { printDuration, printField, printValue } from '@throughline/traceql/syntax/print-value';
import { storedService } from './service-names.ts';

export interface SpanSearch {
  /** undefined: of any. */
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly minDurationNs: bigint | undefined;
  readonly maxDurationNs: bigint | undefined;
}

/** Throws TraceqlError when there is more in it than a query may hold. */
export function searchQuery(search: SpanSearch): Query {
  return parseAndCheck(searchText(search));
}

export function searchText(search: SpanSearch): string {
  const { service, operation, tags, minDurationNs, maxDurationNs } = search;
  const conditions = [
    ...(service === undefined ? [] : [serviceCondition(service)]),
    ...(operation === undefined ? [] : [`name = ${textValue(operation)}`]),
    ...(minDurationNs === undefined ? [] : [`duration >= ${printDuration(minDurationNs)}`]),
    ...(maxDurationNs === undefined ? [] : [`duration <= ${printDuration(maxDurationNs)}`]),
    ...[...tags].map(([key, value]) => tagCondition(key, value)),
  ];
  return conditions.length === 0 ? '{ }' : `{ ${conditions.join(' && ')} }`;
}

const NO_NAME = '!(resource.service.name =~ ".*")';

export function serviceCondition(service: string): string {
  const stored = storedService(service);
  const isEqual = `resource.service.name = ${textValue(stored)}`;
  // A comparison is false where there is nothing to compare.
  return stored === UNKNOWN_SERVICE ? `(${isEqual} || ${NO_NAME})` : isEqual;
}

const KINDS: readonly string[] = SPAN_KIND_NAMES;

/** What no span has. */
const NOTHING = 'false';

const RESOURCE_PREFIX = 'resource.';

/** Tags that are fields of a span; the others are attributes. */
function tagCondition(key: string, value: string): string {
  switch (key) {
    case 'error':
      if (value === 'true') return 'status = error';
      return value === 'false' ? 'status != error' : attributeCondition(key, value);
    case 'span.kind':
      return KINDS.includes(value) ? `kind = ${value}` : NOTHING;
    case 'span.status':
    case 'otel.status_code':
      return statusCondition(value.toLowerCase());
    case 'otel.status_description':
      return `statusMessage = ${textValue(value)}`;
    case 'scope.name':
    case 'otel.scope.name':
    case 'otel.library.name':
      return `instrumentation:name = ${textValue(value)}`;
    case 'scope.version':
    case 'otel.scope.version':
    case 'otel.library.version':
      return `instrumentation:version = ${textValue(value)}`;
    case 'event':
      return `(event:name = ${textValue(value)} || ${attributeCondition(key, value)})`;
    case 'hostname':
      return attributeCondition('host.name', value);
    default:
      if (!key.startsWith(RESOURCE_PREFIX)) return attributeCondition(key, value);
      return anyOf(readings('resource', key.slice(RESOURCE_PREFIX.length), value));
  }
}

function statusCondition(word: string): string {
  return ['ok', 'error', 'unset'].includes(word) ? `status = ${word}` : NOTHING;
}

const SCOPES = ['span', 'resource', 'instrumentation', 'event', 'link'] as const;

/** Wherever it is: of the span, of its process, in a log, on a reference. */
function attributeCondition(key: string, value: string): string {
  return anyOf(SCOPES.flatMap((scope) => readings(scope, key, value)));
}

/** Of an attribute without a name there are none. */
function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? NOTHING : `(${conditions.join(' || ')})`;
}

/** Conditions of which one is enough: a tag is text, and what is meant may be a number or a truth value. */
export function readings(scope: AttributeScope, name: string, text: string): string[] {
  if (name === '') return [];
  const field = printField({
    kind: 'attribute',
    scope,
    ofParent: false,
    name,
    range: { start: 0, end: 0 },
  });
  const values = [textValue(text)];
  if (/^-?[0-9]{1,18}$/.test(text)) values.push(String(BigInt(text)));
  else if (/^-?[0-9]+\.[0-9]+$/.test(text)) values.push(text);
  if (text === 'true' || text === 'false') values.push(text);
  return values.map((value) => `${field} = ${value}`);
}

export function textValue(value: string): string {
  return printValue({ type: 'string', value });
}
