// The labels of series as columns to group by, and the values that those columns stand for. Attributes of resources
// and scopes are not read by row: a group has the id, and what it says is looked up once.

import { assertNever } from '@throughline/model/base/assert';
import type { Attribute as ModelAttribute } from '@throughline/model/span/attribute-value';
import { withoutLeadingZeros } from '@throughline/traceql/eval/read-field';
import {
  fromAttribute,
  KIND_WORDS,
  NIL,
  STATUS_WORDS,
  textValue,
  type Value,
} from '@throughline/traceql/eval/value';
import type { Attribute, Field } from '@throughline/traceql/syntax/ast';
import type { Origins } from '../../read/span-batch-reader.ts';
import type { SqlParameters } from '../../read/sql-parameters.ts';
import type { ServiceNames } from './service-names.ts';
import {
  EVENT_NAME_TEXT,
  EVENT_TIME_TEXT,
  LINK_SPAN_TEXT,
  LINK_TRACE_TEXT,
  NIL_OR_NONE,
  PARENT_ID_TEXT,
  partAttributeText,
  spanAttributeText,
  valueOfText,
} from './value-text.ts';

/** A value of a column to group by: ids are unsigned. */
export type Cell = string | bigint;

/** Where values are looked up that a group has only the id or the name of. */
export interface LabelSources extends Origins {
  readonly services: ServiceNames;
}

export interface LabelSql {
  readonly columns: readonly LabelColumn[];
  read(cells: readonly Cell[], origins: LabelSources): Value;
}

export interface LabelColumn {
  readonly sql: string;
  /** `int`: Int64; `resource` and `scope`: UInt64, their ids. */
  readonly kind: 'text' | 'int' | 'resource' | 'scope';
}

/** Undefined for what takes the whole trace to know. `isByService`: see service-names.ts. */
export function labelSql(
  field: Field,
  isByService: boolean,
  parameters: SqlParameters,
): LabelSql | undefined {
  if (isByService && isServiceName(field)) return SERVICE_LABEL;
  if (field.kind === 'attribute') return attributeLabel(field, parameters);
  switch (field.name) {
    case 'name':
      return text('name');
    case 'statusMessage':
      return text('status_message');
    case 'status':
      return number('status_code', (code) => ({
        type: 'status',
        value: STATUS_WORDS[Number(code)] ?? 'unset',
      }));
    case 'kind':
      return number('kind', (code) => ({
        type: 'kind',
        value: KIND_WORDS[Number(code)] ?? 'unspecified',
      }));
    case 'duration':
      return number('duration_ns', (value) => ({ type: 'duration', value }));
    case 'span:id':
      return text('lower(hex(span_id))');
    case 'span:parentID':
      return text(PARENT_ID_TEXT);
    case 'trace:id':
      return one({ sql: 'lower(hex(trace_id))', kind: 'text' }, (cell) =>
        textValue(withoutLeadingZeros(String(cell))),
      );
    case 'instrumentation:name':
      return ofOrigin('scope', (id, { scopes }) => textValue(scopes.get(id)?.name ?? ''));
    case 'instrumentation:version':
      return ofOrigin('scope', (id, { scopes }) => textValue(scopes.get(id)?.version ?? ''));
    case 'event:name':
      return anyType(EVENT_NAME_TEXT);
    case 'event:timeSinceStart':
      return anyType(EVENT_TIME_TEXT);
    case 'link:traceID':
      return anyType(LINK_TRACE_TEXT);
    case 'link:spanID':
      return anyType(LINK_SPAN_TEXT);
    case 'traceDuration':
    case 'rootName':
    case 'rootServiceName':
    case 'finding':
    case 'span:childCount':
    case 'nestedSetLeft':
    case 'nestedSetRight':
    case 'nestedSetParent':
    case 'parent':
      return undefined;
    default:
      return assertNever(field);
  }
}

export function isServiceName(field: Field): boolean {
  return field.kind === 'attribute' && field.scope === 'resource' && field.name === 'service.name';
}

const SERVICE_LABEL: LabelSql = {
  columns: [{ sql: 'service_name', kind: 'text' }],
  read: ([name = ''], { services }) => services?.get(String(name)) ?? NIL,
};

function attributeLabel({ scope, name }: Attribute, parameters: SqlParameters): LabelSql {
  switch (scope) {
    case 'span':
      return anyType(spanAttributeText(name, parameters));
    case 'resource':
      return ofOrigin('resource', (id, origins) => resourceValue(id, name, origins));
    case 'instrumentation':
      return ofOrigin('scope', (id, { scopes }) => attributeIn(scopes.get(id)?.attributes, name));
    case 'event':
      return anyType(partAttributeText('events', name, parameters));
    case 'link':
      return anyType(partAttributeText('links', name, parameters));
    case 'any': {
      const own = spanAttributeText(name, parameters);
      return {
        columns: [
          { sql: own, kind: 'text' },
          { sql: `if(match(${own}, '${NIL_OR_NONE}'), resource_id, 0)`, kind: 'resource' },
        ],
        read: ([cell, id], origins) => {
          const value = valueOfText(String(cell));
          return value.type === 'nil' ? resourceValue(BigInt(id ?? 0n), name, origins) : value;
        },
      };
    }
    default:
      return assertNever(scope);
  }
}

export function resourceValue(id: bigint, name: string, { resources }: LabelSources): Value {
  return attributeIn(resources.get(id)?.attributes, name);
}

export function attributeIn(
  attributes: readonly ModelAttribute[] | undefined,
  name: string,
): Value {
  const found = attributes?.find(({ key }) => key === name);
  return found === undefined ? NIL : fromAttribute(found.value);
}

function one(column: LabelColumn, read: (cell: Cell, origins: LabelSources) => Value): LabelSql {
  return { columns: [column], read: ([cell = ''], origins) => read(cell, origins) };
}

function text(sql: string): LabelSql {
  return one({ sql, kind: 'text' }, (cell) => textValue(String(cell)));
}

function anyType(sql: string): LabelSql {
  return one({ sql, kind: 'text' }, (cell) => valueOfText(String(cell)));
}

function number(sql: string, read: (value: bigint) => Value): LabelSql {
  return one({ sql: `toInt64(${sql})`, kind: 'int' }, (cell) => read(BigInt(cell)));
}

function ofOrigin(
  origin: 'resource' | 'scope',
  read: (id: bigint, origins: LabelSources) => Value,
): LabelSql {
  return one({ sql: `${origin}_id`, kind: origin }, (cell, origins) => read(BigInt(cell), origins));
}
