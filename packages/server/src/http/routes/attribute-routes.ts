// GET /api/v1/attributes and /api/v1/attributes/{name}/values: completion for a query that is being typed.

import {
  AttributeParameters,
  AttributesAnswer,
  AttributeValuesAnswer,
  CompletionQuery,
} from '@throughline/model/api/attributes';
import { namedValue } from '../../query/named-value.ts';
import { parseNames, parseValues } from '../../query/parse-completion.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

const ERRORS = errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]);

export function registerAttributeRoutes(app: AppInstance, dependencies: AppDependencies): void {
  registerNames(app, dependencies);
  registerValues(app, dependencies);
}

function registerNames(app: AppInstance, { store, nowNs }: AppDependencies): void {
  app.get(
    '/api/v1/attributes',
    {
      schema: {
        operationId: 'listAttributes',
        summary: 'Names of attributes, with how often they occur',
        tags: ['traces'],
        querystring: CompletionQuery,
        response: {
          200: jsonResponse('most frequent first', schemaRef(AttributesAnswer)),
          ...ERRORS,
        },
      },
    },
    async (request, reply) => {
      const asked = parseNames(request.query, nowNs());
      const { items, ...rest } = await store.traceql.attributeNames(asked, requestSignal(reply));
      return { names: [...items], ...rest };
    },
  );
}

function registerValues(app: AppInstance, { store, nowNs }: AppDependencies): void {
  app.get(
    '/api/v1/attributes/:name/values',
    {
      schema: {
        operationId: 'listAttributeValues',
        summary: 'Values of a field, with how often they occur',
        description:
          'Of attributes, and of name, status, kind, statusMessage, rootName, rootServiceName, ' +
          'event:name, instrumentation:name and instrumentation:version; other fields have none to offer.',
        tags: ['traces'],
        params: AttributeParameters,
        querystring: CompletionQuery,
        response: {
          200: jsonResponse('most frequent first', schemaRef(AttributeValuesAnswer)),
          ...ERRORS,
        },
      },
    },
    async (request, reply) => {
      const asked = parseValues(request.params.name, request.query, nowNs());
      const { items, ...rest } = await store.traceql.attributeValues(asked, requestSignal(reply));
      const values = items.map(({ value: of, count }) => {
        const { type, value } = namedValue([asked.field, of]);
        return { type, value, count };
      });
      return { field: asked.field, values, ...rest };
    },
  );
}
