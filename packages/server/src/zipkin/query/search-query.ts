// A search of Zipkin as TraceQL: each thing that is asked for has to be on some span of the service, not all of
// them on one.

import { parseAndCheck } from '@throughline/traceql/check/check';
import type { AttributeScope, Query } from '@throughline/traceql/syntax/ast';
import { printDuration, printField } from '@throughline/traceql/syntax/print-value';
import { readings, serviceCondition, textValue } from '../../jaeger/query/search-query.ts';
import type { AnnotationTerm, TraceSearch } from './search-request.ts';

/**
 * `services`: those that have the service's name, however they write it; undefined: of any. Throws TraceqlError
 * when there is more in the search than a query may hold.
 */
export function searchQuery(search: TraceSearch, services: readonly string[] | undefined): Query {
  return parseAndCheck(searchText(search, services));
}

export function searchText(search: TraceSearch, services: readonly string[] | undefined): string {
  const ofService = services === undefined ? [] : [anyOf(services.map(serviceCondition))];
  const asked = conditions(search);
  if (asked.length === 0) return filter(ofService);
  return asked.map((condition) => filter([...ofService, condition])).join(' && ');
}

function filter(all: readonly string[]): string {
  return all.length === 0 ? '{ }' : `{ ${all.join(' && ')} }`;
}

function conditions(search: TraceSearch): string[] {
  const { spanName, remoteService, terms, minDurationNs, maxDurationNs } = search;
  const durations = [
    ...(minDurationNs === undefined ? [] : [`duration >= ${printDuration(minDurationNs)}`]),
    ...(maxDurationNs === undefined ? [] : [`duration <= ${printDuration(maxDurationNs)}`]),
  ];
  return [
    ...(spanName === undefined ? [] : [isNamed('name', spanName)]),
    ...(remoteService === undefined
      ? []
      : [anyOf(REMOTE_NAMES.map((field) => isNamed(field, remoteService)))]),
    ...terms.map(termCondition),
    ...(durations.length === 0 ? [] : [durations.join(' && ')]),
  ];
}

/** Where the receiver puts the name of the other side: the second where a tag has the first. */
const REMOTE_NAMES = ['span.peer.service', 'span.zipkin.remote.service_name'];

/** Zipkin's names are in lower case, whatever was sent. */
function isNamed(field: string, name: string): string {
  const pattern = `(?i)${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`;
  return `${field} =~ ${textValue(pattern)}`;
}

function termCondition({ key, value }: AnnotationTerm): string {
  return value === undefined ? isThere(key) : hasTag(key, value);
}

/** An annotation of this text, or a tag of this name. */
function isThere(key: string): string {
  return anyOf([`event:name = ${textValue(key)}`, hasTagOfAnyValue(key)]);
}

/** What the encoder makes into tags. */
const FIELDS: Readonly<Record<string, string>> = {
  'otel.status_description': 'statusMessage',
  'otel.scope.name': 'instrumentation:name',
  'otel.scope.version': 'instrumentation:version',
};

function hasTagOfAnyValue(key: string): string {
  if (key === 'error') return anyOf(['status = error', 'span.error != nil']);
  if (key === 'otel.status_code') return 'status != unset';
  const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  if (field !== undefined) return `${field} != ""`;
  return anyOf(TAG_SCOPES.map((scope) => `${attribute(scope, key)} != nil`));
}

function hasTag(key: string, value: string): string {
  const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  if (field !== undefined) return `${field} = ${textValue(value)}`;
  const asAttribute = TAG_SCOPES.flatMap((scope) => readings(scope, key, value));
  switch (key) {
    case 'error':
      return anyOf([madeUpError(value), ...asAttribute]);
    case 'otel.status_code':
      return STATUS_OF_CODE.get(value) ?? anyOf(asAttribute);
    case 'span.kind':
      return value === 'internal' ? 'kind = internal' : anyOf(asAttribute);
    default:
      return anyOf(asAttribute);
  }
}

/** Where no attribute has that name, the tag is the status's message, or says that there is none. */
function madeUpError(value: string): string {
  const message = value === 'true' ? '' : value;
  return `(status = error && statusMessage = ${textValue(message)} && span.error = nil)`;
}

const STATUS_OF_CODE: ReadonlyMap<string, string> = new Map([
  ['OK', 'status = ok'],
  ['ERROR', 'status = error'],
]);

/** Tags of a span are its attributes and those of its resource. */
const TAG_SCOPES = ['span', 'resource'] as const;

function attribute(scope: AttributeScope, name: string): string {
  const range = { start: 0, end: 0 };
  return printField({ kind: 'attribute', scope, ofParent: false, name, range });
}

function anyOf(choices: readonly string[]): string {
  return choices.length === 1 ? (choices[0] ?? '') : `(${choices.join(' || ')})`;
}
