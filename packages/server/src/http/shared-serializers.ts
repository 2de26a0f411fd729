// Compiles the serialisers of answers: each shape once, with no more of the shared shapes than it refers to.
// Fastify's own way compiles one per route, status and content type, and checks every shared shape for each
// of them; nearly all of these are the error body, and it took most of the time until the server listened.

import {
  type Serializer,
  type SerializerFactory,
  SerializerSelector,
} from '@fastify/fast-json-stringify-compiler';

const compileAsFastifyDoes: SerializerFactory = SerializerSelector();

const REFERENCE = /"\$ref":"([^"#]+)/g;

/** For Fastify's `schemaController.compilersFactory`. */
export const buildSharedSerializers: SerializerFactory = (sharedSchemas, options) => {
  const shared = new Map(Object.entries(sharedSchemas ?? {}));
  const byShape = new Map<string, Serializer>();
  return (route) => {
    const shape = JSON.stringify(route.schema);
    const known = byShape.get(shape);
    if (known !== undefined) return known;
    const serialize = compileAsFastifyDoes(schemasOf(shape, shared), options)(route);
    byShape.set(shape, serialize);
    return serialize;
  };
};

/** The shared schemas that a shape refers to, and those that they refer to. */
function schemasOf(shape: string, shared: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const needed = new Map<string, unknown>();
  const addFrom = (text: string): void => {
    for (const [, id = ''] of text.matchAll(REFERENCE)) {
      const schema = shared.get(id);
      if (schema === undefined || needed.has(id)) continue;
      needed.set(id, schema);
      addFrom(JSON.stringify(schema));
    }
  };
  addFrom(shape);
  return Object.fromEntries(needed);
}
