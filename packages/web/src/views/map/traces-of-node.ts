// A node or a connection of the map as a query that finds the traces it is in.

import type { DependencyNode } from '@throughline/model/api/dependencies';
import { printValue } from '@throughline/traceql/syntax/print-value';
import { callsBetween, spansOf } from '../../state/traceql-of.ts';

/** Where the name of what sends no spans comes from; the server looks in the same places. */
const FIELDS: Readonly<Record<Exclude<DependencyNode['type'], 'service'>, readonly string[]>> = {
  database: ['span.db.namespace', 'span.db.name', 'span.db.system.name', 'span.db.system'],
  queue: ['span.messaging.destination.name', 'span.messaging.destination'],
  external: ['span.peer.service', 'span.server.address', 'span.net.peer.name'],
};

export function tracesOfNode({ type, name }: DependencyNode, isFailed: boolean): string {
  if (type === 'service') return spansOf({ service: name, isFailed });
  const text = printValue({ type: 'string', value: name });
  const where = `(${FIELDS[type].map((field) => `${field} = ${text}`).join(' || ')})`;
  return isFailed ? `{ ${where} && status = error }` : `{ ${where} }`;
}

/** Between services only; undefined: it takes more than names to find them. */
export function tracesOfEdge(
  from: DependencyNode,
  to: DependencyNode,
  isFailed: boolean,
): string | undefined {
  if (from.type !== 'service' || to.type !== 'service') return undefined;
  return callsBetween(from.name, to.name, isFailed);
}
