// A node of the map as a query that finds the traces it is in.

import type { DependencyNode } from '@throughline/model/api/dependencies';

/** Where the name of each type of node comes from; the server looks in the same places. */
const FIELDS: Readonly<Record<DependencyNode['type'], readonly string[]>> = {
  service: ['resource.service.name'],
  database: ['span.db.namespace', 'span.db.name', 'span.db.system.name', 'span.db.system'],
  queue: ['span.messaging.destination.name', 'span.messaging.destination'],
  external: ['span.peer.service', 'span.server.address', 'span.net.peer.name'],
};

export function tracesOfNode({ type, name }: DependencyNode, isFailed: boolean): string {
  const text = quoted(name);
  const conditions = FIELDS[type].map((field) => `${field} = ${text}`);
  const where = conditions.length > 1 ? `(${conditions.join(' || ')})` : conditions[0];
  return isFailed ? `{ ${where} && status = error }` : `{ ${where} }`;
}

/** JSON's escapes are among those of the language. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
