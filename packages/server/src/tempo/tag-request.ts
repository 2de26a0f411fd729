// Requests for names of attributes and for values of one, by URL or by gRPC, as what the store works with.

import type { MessageOf } from '@throughline/model/tempo/message-shape';
import type {
  SEARCH_TAG_VALUES_REQUEST,
  SEARCH_TAGS_REQUEST,
} from '@throughline/model/tempo/messages';
import type { NamesRequest, ValuesRequest } from '@throughline/storage/contract/traceql-store';
import { narrowingFilter } from '@throughline/traceql/complete/narrowing-filter';
import { parseFieldText } from '@throughline/traceql/complete/parse-field-text';
import type { AttributeScope, Field } from '@throughline/traceql/syntax/ast';
import { printField } from '@throughline/traceql/syntax/print-value';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { intrinsicOf } from '@throughline/traceql/syntax/words';
import { BadRequestError } from './bad-request.ts';
import { parseUint } from './go-syntax.ts';
import { requireQuerySize } from './read-query.ts';
import { secondsRange } from './search-request.ts';
import { DEFAULT_COMPLETIONS, MAX_COMPLETIONS } from './tempo-limits.ts';
import type { UrlParameters } from './url-parameters.ts';

export type TagsParameters = MessageOf<typeof SEARCH_TAGS_REQUEST>;
export type TagValuesParameters = MessageOf<typeof SEARCH_TAG_VALUES_REQUEST>;

/** Parameters that say nothing here, such as the `tag` that Grafana sends too, are passed over. */
export function tagsParameters(url: UrlParameters): TagsParameters {
  return {
    scope: url.first('scope'),
    query: url.first('q'),
    ...timesOf(url),
    maxTagsPerScope: uint32(url, 'limit'),
  };
}

export function tagValuesParameters(tagName: string, url: UrlParameters): TagValuesParameters {
  return {
    tagName,
    query: url.first('q'),
    ...timesOf(url),
    maxTagValues: uint32(url, 'limit'),
  };
}

function timesOf(url: UrlParameters) {
  return { start: uint32(url, 'start'), end: uint32(url, 'end') };
}

function uint32(url: UrlParameters, name: string): number | undefined {
  const text = url.first(name);
  return text === undefined ? undefined : Number(parseUint(`invalid ${name}`, text, 32));
}

export type TagScope = Exclude<AttributeScope, 'any'> | 'intrinsic';

/** undefined: all of them. */
export function tagScope({ scope = '' }: TagsParameters): TagScope | undefined {
  switch (scope) {
    case '':
    case 'none':
      return undefined;
    case 'resource':
    case 'span':
    case 'event':
    case 'link':
    case 'instrumentation':
    case 'intrinsic':
      return scope;
    default:
      throw new BadRequestError(`invalid scope: ${scope}`);
  }
}

const SCOPES = 5;

export function toNames(parameters: TagsParameters, scope: AttributeScope): NamesRequest {
  const { start, end, query, maxTagsPerScope } = parameters;
  return {
    scope,
    range: secondsRange(start, end),
    ...narrowedBy(query),
    // A request bounds each scope by itself, the store all of them.
    limit: Math.min(limitOf(maxTagsPerScope) * SCOPES, MAX_COMPLETIONS),
  };
}

export function toValues(parameters: TagValuesParameters, field: Field): ValuesRequest {
  const { start, end, query, maxTagValues } = parameters;
  return {
    field: printField(field),
    range: secondsRange(start, end),
    ...narrowedBy(query),
    limit: limitOf(maxTagValues),
  };
}

/** What is unfinished narrows nothing, and is no error. */
function narrowedBy(text: string | undefined) {
  if (text === undefined) return {};
  requireQuerySize(text);
  const query = inBareWords('', () => narrowingFilter(text));
  return query === undefined ? {} : { narrowedBy: query };
}

function inBareWords<T>(prefix: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TraceqlError)) throw error;
    throw new BadRequestError(prefix + error.message, { cause: error });
  }
}

function limitOf(limit: number | undefined): number {
  return limit === undefined || limit === 0
    ? DEFAULT_COMPLETIONS
    : Math.min(limit, MAX_COMPLETIONS);
}

/** The field that the second version of the API names, as TraceQL writes it. */
export function readTagField({ tagName = '' }: TagValuesParameters): Field {
  requireTagName(tagName);
  return inBareWords('please provide a valid tagName: ', () => parseFieldText(tagName));
}

/** The field that the first version names: an intrinsic, or an attribute of any scope without its dot. */
export function readBareTagField({ tagName = '' }: TagValuesParameters): Field {
  requireTagName(tagName);
  const range = { start: 0, end: 0 };
  const intrinsic = intrinsicOf(ROOT_TAGS.get(tagName) ?? tagName);
  if (intrinsic !== undefined) return { kind: 'intrinsic', name: intrinsic, range };
  return { kind: 'attribute', scope: 'any', ofParent: false, name: tagName, range };
}

/** What the first version calls them. */
const ROOT_TAGS: ReadonlyMap<string, string> = new Map([
  ['root.name', 'rootName'],
  ['root.service.name', 'rootServiceName'],
]);

function requireTagName(tagName: string): void {
  if (tagName === '') throw new BadRequestError('please provide a non-empty tagName');
}
