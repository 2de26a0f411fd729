// The OpenAPI document, made from the route schemas and served at /api/v1/openapi.json.

import fastifySwagger from '@fastify/swagger';
import type { AppInstance } from './app-instance.ts';

export const OPENAPI_PATH = '/api/v1/openapi.json';

/** Register before the routes: it collects them as they come. */
export async function registerOpenApi(app: AppInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Throughline API',
        version,
        description:
          'Find, read and delete distributed traces. Failures have an Error body ' +
          'whose code is stable; docs/reference/errors.md lists the codes.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [
        { name: 'traces', description: 'Find and read traces' },
        { name: 'deletions', description: 'Delete traces, and see what was deleted' },
        { name: 'services', description: 'Who has sent spans, and under which names' },
        { name: 'sampling', description: 'Which share of traces clients are to take' },
        { name: 'process', description: 'This process: status, health, metrics' },
      ],
    },
    refResolver: {
      // Named by $id, so that generated clients have readable type names.
      buildLocalReference: (json, _baseUri, _fragment, index) => {
        return typeof json['$id'] === 'string' ? json['$id'] : `Schema${index}`;
      },
    },
  });
}

/** Register after the routes. */
export function registerOpenApiRoute(app: AppInstance): void {
  app.get(OPENAPI_PATH, { schema: { hide: true } }, async (_request, reply) => {
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger()));
  });
}
