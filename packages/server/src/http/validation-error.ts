// A failed check of a query or path parameter as one sentence: the parameter, the value found, what
// would be right. The schema checker says only where and which rule.

import type { FastifyRequest } from 'fastify';
import { didYouMean } from '../config/did-you-mean.ts';
import { ApiError } from './errors.ts';

interface Violation {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Record<string, unknown>;
  readonly message?: string;
}

export function validationError(
  violations: readonly Violation[],
  request: FastifyRequest,
): ApiError {
  const [first] = violations;
  if (first === undefined) return new ApiError('INVALID_PARAMETER', 'a parameter is not valid');
  if (first.keyword === 'additionalProperties') return unknownParameter(first, request);
  const field = first.instancePath.split('/')[1] ?? '';
  const found = entryOf(request.query, field) ?? entryOf(request.params, field);
  const message = `${field}: ${JSON.stringify(found)} is not valid; ${expectedBy(violations)}`;
  return new ApiError('INVALID_PARAMETER', message, { field });
}

/** The same of a body, whose parts are told by their path. */
export function bodyError(violations: readonly Violation[]): ApiError {
  const [first] = violations;
  const path = (first?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const unknown = first?.params['additionalProperty'];
  const what = unknown === undefined ? expectedBy(violations) : `there is no "${unknown}"`;
  return new ApiError('INVALID_BODY', `${path === '' ? 'the body' : path}: ${what}`);
}

function unknownParameter(violation: Violation, request: FastifyRequest): ApiError {
  const field = String(violation.params['additionalProperty']);
  const known = knownParameters(request);
  const guess = didYouMean(field, known);
  const hint = guess === undefined ? `known are ${known.join(', ')}` : `did you mean ${guess}?`;
  return new ApiError('INVALID_PARAMETER', `there is no parameter "${field}"; ${hint}`, { field });
}

function knownParameters(request: FastifyRequest): string[] {
  const schema: unknown = request.routeOptions.schema?.querystring;
  const properties = entryOf(schema, 'properties');
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function expectedBy(violations: readonly Violation[]): string {
  const choices = violations.filter(({ keyword }) => keyword === 'const');
  if (choices.length > 0) {
    return `expected one of ${choices.map(({ params }) => params['allowedValue']).join(', ')}`;
  }
  return violations[0]?.message ?? 'it breaks the schema';
}

function entryOf(container: unknown, key: string): unknown {
  if (typeof container !== 'object' || container === null) return undefined;
  return Object.entries(container).find(([name]) => name === key)?.[1];
}
