// Names of attributes and values as Tempo tells of them, and those that need no look at the data.

import type { TagValue } from '@throughline/model/tempo/messages';
import type {
  AttributeName,
  AttributeValueCount,
} from '@throughline/storage/contract/traceql-store';
import type { Field } from '@throughline/traceql/syntax/ast';
import { typedText } from './tempo-value.ts';

/** What a query bar offers beside attributes, in Tempo's order. */
export const INTRINSIC_TAGS: readonly string[] = [
  'duration',
  'name',
  'status',
  'statusMessage',
  'kind',
  'rootServiceName',
  'rootName',
  'traceDuration',
  'event:name',
  'event:timeSinceStart',
  'link:spanID',
  'link:traceID',
  'instrumentation:name',
  'instrumentation:version',
  'trace:id',
  'span:id',
  'span:parentID',
  'span:status',
  'span:statusMessage',
  'span:duration',
  'span:name',
  'span:kind',
  'trace:rootName',
  'trace:rootService',
  'trace:duration',
];

const SCOPES = ['resource', 'span', 'event', 'link', 'instrumentation'] as const;

/** By scope, each with at most `limit` names, in alphabetical order; scopes without names are left out. */
export function scopesOf(names: readonly AttributeName[], limit: number) {
  return SCOPES.map((scope) => ({
    name: scope,
    tags: names
      .filter((found) => found.scope === scope)
      .slice(0, limit)
      .map(({ name }) => name)
      .sort(),
  })).filter(({ tags }) => tags.length > 0);
}

export function distinctNames(names: readonly AttributeName[]): string[] {
  return [...new Set(names.map(({ name }) => name))].sort();
}

const STATUS_WORDS = ['ok', 'error', 'unset'];
const KIND_WORDS = ['client', 'server', 'producer', 'consumer', 'internal', 'unspecified'];

/** Of fields whose values are known beforehand, or too many to choose from; undefined: look. */
export function knownValues(field: Field): TagValue[] | undefined {
  if (field.kind === 'attribute') return undefined;
  switch (field.name) {
    case 'status':
      return STATUS_WORDS.map((value) => ({ type: 'keyword', value }));
    case 'kind':
      return KIND_WORDS.map((value) => ({ type: 'keyword', value }));
    case 'duration':
    case 'traceDuration':
      return [];
    default:
      return undefined;
  }
}

/** Of tags that the first version of the API makes up. */
export const MADE_UP_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['status.code', ['unset', 'ok', 'error']],
  ['error', ['true']],
]);

/** A value comes once for each type it has. */
export function tagValues(items: readonly AttributeValueCount[]): TagValue[] {
  const seen = new Map<string, TagValue>();
  for (const { value } of items) {
    const text = typedText(value);
    if (text !== undefined && text.value !== '') seen.set(`${text.type}:${text.value}`, text);
  }
  return [...seen.values()];
}
