// The parameters of a search that say which traces (service, status, attribute, …) as the TraceQL query that they
// stand for: one filter, as they must hold together on one span. Built as a tree, so nothing typed is ever syntax.

import type { StatusName } from '@throughline/model/api/common';
import { UNKNOWN_SERVICE } from '@throughline/model/batch/origin';
import type {
  Attribute,
  AttributeScope,
  BinaryOperator,
  Field,
  FieldExpression,
  IntrinsicName,
  LogicalOperator,
  Query,
  Range,
  StaticValue,
} from '@throughline/traceql/syntax/ast';
import type { AttributeCondition } from './parse-attribute.ts';

export interface SearchConditions {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  /** Of the trace. */
  readonly rootService?: string | undefined;
  readonly rootOperation?: string | undefined;
  readonly attributes: readonly AttributeCondition[];
  readonly status?: StatusName | undefined;
  readonly minSpanDurationNs?: bigint | undefined;
  readonly maxSpanDurationNs?: bigint | undefined;
  readonly minTraceDurationNs?: bigint | undefined;
  readonly maxTraceDurationNs?: bigint | undefined;
}

/** The parameters that say so, by the names that GET /api/v1/traces has for them. */
export const CONDITION_FIELDS = [
  'service',
  'operation',
  'attribute',
  'status',
  'minDuration',
  'maxDuration',
  'minSpanDuration',
  'maxSpanDuration',
] as const;

/** No text has these nodes. */
const NOWHERE: Range = { start: 0, end: 0 };

export function queryOfConditions(conditions: SearchConditions): Query {
  const condition = joined('&&', expressionsOf(conditions));
  const filter = { kind: 'spanset-filter', condition, range: NOWHERE } as const;
  const body = { kind: 'pipeline', stages: [filter], range: NOWHERE } as const;
  return { kind: 'query', body, hints: [], range: NOWHERE };
}

function expressionsOf(conditions: SearchConditions): FieldExpression[] {
  const { service, operation, status, attributes } = conditions;
  const expressions: FieldExpression[] = [];
  if (service !== undefined) expressions.push(serviceIs(service));
  if (operation !== undefined) {
    expressions.push(binary('=', intrinsic('name'), { type: 'string', value: operation }));
  }
  if (status !== undefined) {
    expressions.push(binary('=', intrinsic('status'), { type: 'status', value: status }));
  }
  const roots = [
    ['rootServiceName', conditions.rootService],
    ['rootName', conditions.rootOperation],
  ] as const;
  for (const [name, value] of roots) {
    if (value === undefined) continue;
    expressions.push(binary('=', intrinsic(name), { type: 'string', value }));
  }
  const durations = [
    ['duration', '>=', conditions.minSpanDurationNs],
    ['duration', '<=', conditions.maxSpanDurationNs],
    ['traceDuration', '>=', conditions.minTraceDurationNs],
    ['traceDuration', '<=', conditions.maxTraceDurationNs],
  ] as const;
  for (const [name, operator, value] of durations) {
    if (value === undefined) continue;
    expressions.push(binary(operator, intrinsic(name), { type: 'duration', value }));
  }
  expressions.push(...attributes.map(attributeIs));
  return expressions;
}

/** The name that stands for services without one finds those. */
function serviceIs(service: string): FieldExpression {
  const name = attribute('resource', 'service.name');
  const isNamed = binary('=', name, { type: 'string', value: service });
  if (service !== UNKNOWN_SERVICE) return isNamed;
  const hasName = binary('!=', name, { type: 'string', value: '' });
  return logical('||', isNamed, { kind: 'unary', operator: '!', operand: hasName, range: NOWHERE });
}

const SCOPES: Readonly<Record<AttributeCondition['scope'], AttributeScope>> = {
  any: 'any',
  span: 'span',
  resource: 'resource',
  scope: 'instrumentation',
};

function attributeIs({ scope, key, value }: AttributeCondition): FieldExpression {
  const field = attribute(SCOPES[scope], key);
  const alternatives = readings(value).map((reading) => binary('=', field, reading));
  return joined('||', alternatives) ?? binary('=', field, { type: 'string', value });
}

/** Every value that a person may mean by this text. A number compares as one, whether whole or not. */
function readings(text: string): StaticValue[] {
  const values: StaticValue[] = [{ type: 'string', value: text }];
  if (text === 'true' || text === 'false') values.push({ type: 'bool', value: text === 'true' });
  const whole = /^-?[0-9]{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (whole !== undefined && BigInt.asIntN(64, whole) === whole) {
    values.push({ type: 'int', value: whole });
  } else if (/^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value)) values.push({ type: 'float', value });
  }
  return values;
}

function joined(
  operator: LogicalOperator,
  expressions: readonly FieldExpression[],
): FieldExpression | undefined {
  const [first, ...rest] = expressions;
  if (first === undefined) return undefined;
  return rest.reduce((left, right) => logical(operator, left, right), first);
}

function logical(
  operator: LogicalOperator,
  left: FieldExpression,
  right: FieldExpression,
): FieldExpression {
  return { kind: 'binary', operator, left, right, range: NOWHERE };
}

function binary(operator: BinaryOperator, left: Field, value: StaticValue): FieldExpression {
  const right = { kind: 'static', value, range: NOWHERE } as const;
  return { kind: 'binary', operator, left, right, range: NOWHERE };
}

function attribute(scope: AttributeScope, name: string): Attribute {
  return { kind: 'attribute', scope, ofParent: false, name, range: NOWHERE };
}

function intrinsic(name: IntrinsicName): Field {
  return { kind: 'intrinsic', name, range: NOWHERE };
}
