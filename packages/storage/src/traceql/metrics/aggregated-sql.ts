// What a metrics function aggregates, as SQL: a number of the span, NULL where it has none, or the attribute of its
// resource or scope, of which only the id is read.

import { assertNever } from '@throughline/model/base/assert';
import type { Value } from '@throughline/traceql/eval/value';
import type { Attribute, Field } from '@throughline/traceql/syntax/ast';
import type { SqlParameters } from '../../read/sql-parameters.ts';
import { attributeIn, type LabelSources, resourceValue } from './label-sql.ts';
import {
  EVENT_TIME_NS,
  intOfText,
  NIL_OR_NONE,
  numberOfText,
  partAttributeText,
  spanAttributeText,
} from './value-text.ts';

export interface AggregatedSql {
  /** Float64, durations in seconds. */
  readonly number: string;
  /** Int64, durations in nanoseconds. */
  readonly int: string;
  readonly isDuration: boolean;
  /** Whether every span has one of its own, or none. */
  readonly occurs: 'always' | 'sometimes' | 'never';
  readonly origin?: AggregatedOrigin;
}

interface AggregatedOrigin {
  readonly of: 'resource' | 'scope';
  /** The id where the origin's value counts, 0 elsewhere. */
  readonly id: string;
  read(id: bigint, origins: LabelSources): Value;
}

const NOTHING: AggregatedSql = { number: '0', int: '0', isDuration: false, occurs: 'never' };

/** Undefined for what takes the whole trace to know. */
export function aggregatedSql(field: Field, parameters: SqlParameters): AggregatedSql | undefined {
  if (field.kind === 'attribute') return attributeSql(field, parameters);
  switch (field.name) {
    case 'duration':
      return { ...duration('duration_ns'), occurs: 'always' };
    case 'event:timeSinceStart':
      return duration(EVENT_TIME_NS);
    case 'traceDuration':
    case 'span:childCount':
    case 'nestedSetLeft':
    case 'nestedSetRight':
    case 'nestedSetParent':
      return undefined;
    default:
      return NOTHING;
  }
}

function duration(ns: string): AggregatedSql {
  return { number: `${ns} / 1e9`, int: ns, isDuration: true, occurs: 'sometimes' };
}

function attributeSql({ scope, name }: Attribute, parameters: SqlParameters): AggregatedSql {
  switch (scope) {
    case 'span':
      return ofSpan(name, parameters);
    case 'resource':
      return {
        ...NOTHING,
        origin: {
          of: 'resource',
          id: 'resource_id',
          read: (id, origins) => resourceValue(id, name, origins),
        },
      };
    case 'instrumentation':
      return {
        ...NOTHING,
        origin: {
          of: 'scope',
          id: 'scope_id',
          read: (id, { scopes }) => attributeIn(scopes.get(id)?.attributes, name),
        },
      };
    case 'event':
      return ofPart('events', name, parameters);
    case 'link':
      return ofPart('links', name, parameters);
    case 'any': {
      const isMissing = `match(${spanAttributeText(name, parameters)}, '${NIL_OR_NONE}')`;
      return {
        ...ofSpan(name, parameters),
        origin: {
          of: 'resource',
          id: `if(${isMissing}, resource_id, 0)`,
          read: (id, origins) => resourceValue(id, name, origins),
        },
      };
    }
    default:
      return assertNever(scope);
  }
}

function ofSpan(name: string, parameters: SqlParameters): AggregatedSql {
  const key = parameters.bind('String', name);
  const other = `attr_other[${key}]`;
  return {
    number: withoutNaN(`multiIf(
      mapContains(attr_int, ${key}), toFloat64(attr_int[${key}]),
      mapContains(attr_double, ${key}), attr_double[${key}],
      mapContains(attr_other, ${key}), ${numberOfText(other)},
      NULL)`),
    int: `multiIf(
      mapContains(attr_int, ${key}), attr_int[${key}],
      mapContains(attr_other, ${key}), ${intOfText(other)},
      NULL)`,
    isDuration: false,
    occurs: 'sometimes',
  };
}

function ofPart(part: 'events' | 'links', name: string, parameters: SqlParameters): AggregatedSql {
  const text = `substring(${partAttributeText(part, name, parameters)}, 2)`;
  return {
    number: withoutNaN(numberOfText(text)),
    int: intOfText(text),
    isDuration: false,
    occurs: 'sometimes',
  };
}

function withoutNaN(number: string): string {
  return `if(isNaN(${number}), NULL, ${number})`;
}
