// Holds an answer to the OpenAPI document that the server itself publishes: the path, the status and
// the content type must be described, and a JSON body must fit its schema exactly (no property that
// the document does not know).

import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import type { AppInstance } from '../app-instance.ts';
import { OPENAPI_PATH } from '../openapi.ts';

interface Described {
  readonly content?: Record<string, { readonly schema: AnySchema }>;
}

interface OpenApiDocument {
  readonly paths: Record<string, Record<string, { responses: Record<string, Described> }>>;
  readonly components: { readonly schemas: Record<string, object> };
}

/** `template` is the path as the document writes it: `/api/v1/traces/{traceId}`. */
export async function expectMatchesOpenApi(
  app: AppInstance,
  template: string,
  response: LightMyRequestResponse,
  method = 'get',
): Promise<void> {
  const document = await publishedDocument(app);
  const status = String(response.statusCode);
  const described = document.paths[template]?.[method]?.responses[status];
  expect(described, `${template} may answer ${status}`).toBeDefined();
  const type = String(response.headers['content-type']).split(';')[0] ?? '';
  const content = described?.content?.[type];
  expect(content, `${template} ${status} may be ${type}`).toBeDefined();
  if (type !== 'application/json' || content === undefined) return;
  const validate = compile(document, content.schema);
  const fits = validate(response.json());
  expect(validate.errors ?? [], `${template} ${status}: ${response.body.slice(0, 500)}`).toEqual(
    [],
  );
  expect(fits).toBe(true);
}

export async function publishedDocument(app: AppInstance): Promise<OpenApiDocument> {
  const response = await app.inject(OPENAPI_PATH);
  expect(response.statusCode).toBe(200);
  return response.json();
}

function compile(document: OpenApiDocument, schema: AnySchema) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The package is CommonJS: its default export arrives wrapped.
  addFormats.default(ajv);
  const strict = withoutUnknownProperties({ components: document.components });
  return ajv.compile({ ...(strict as object), ...(withoutUnknownProperties(schema) as object) });
}

/** Objects that list properties get no others, unless they say so. */
function withoutUnknownProperties(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutUnknownProperties);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== '$id')
      .map(([key, value]) => [key, withoutUnknownProperties(value)]),
  );
  const closes = inner['type'] === 'object' && 'properties' in inner;
  return closes ? { additionalProperties: false, ...inner } : inner;
}
