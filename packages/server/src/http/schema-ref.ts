// Route schemas that point at shared shapes by their $id, so that the OpenAPI document names each
// shape once; and the error answers of a route, from the catalogue.

import { ErrorBody } from '@throughline/model/api/common';
import { type Static, type TSchema, Type } from 'typebox';
import { API_ERRORS, type ApiErrorCode } from './errors.ts';

/** A reference to a schema that was registered with `app.addSchema`. */
export function schemaRef<S extends TSchema & { $id?: string }>(schema: S) {
  return Type.Unsafe<Static<S>>({ $ref: `${schema.$id}#` });
}

/** Failures that every route which asks the store can have. */
export const STORE_ERRORS = [
  'HOST_NOT_ALLOWED',
  'QUERY_LIMIT',
  'INTERNAL',
  'STORE_UNAVAILABLE',
  'STORE_OVERLOADED',
] as const satisfies readonly ApiErrorCode[];

/** Response schemas by status, each description naming the codes that come with that status. */
export function errorResponses(codes: readonly ApiErrorCode[]) {
  const byStatus = new Map<number, ApiErrorCode[]>();
  for (const code of codes) {
    const { status } = API_ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses: Record<number, object> = {};
  for (const [status, statusCodes] of byStatus) {
    responses[status] = {
      description: statusCodes.map((code) => `${code}: ${API_ERRORS[code].meaning}`).join(' '),
      content: { 'application/json': { schema: schemaRef(ErrorBody) } },
    };
  }
  return responses;
}

/** A JSON answer with a sentence of its own. */
export function jsonResponse(description: string, schema: TSchema) {
  return { description, content: { 'application/json': { schema } } };
}
