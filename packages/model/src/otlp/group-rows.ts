// Puts the rows of a batch in the order of OTLP: by resource, then by scope, each in the order of its
// first span.

import type { Resource, Scope } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';

export interface ResourceRows {
  readonly resource: Resource;
  readonly scopes: readonly ScopeRows[];
}

export interface ScopeRows {
  readonly scope: Scope;
  readonly rows: readonly number[];
}

export function groupRows(batch: SpanBatch, rows: Iterable<number>): ResourceRows[] {
  const groups = new Map<number, Map<number, number[]>>();
  for (const row of rows) {
    const scopes = groupOf(groups, batch.resource.at(row), () => new Map<number, number[]>());
    groupOf(scopes, batch.scope.at(row), () => []).push(row);
  }
  return [...groups].map(([resource, scopes]) => ({
    resource: batch.resources.at(resource),
    scopes: [...scopes].map(([scope, ofScope]) => ({
      scope: batch.scopes.at(scope),
      rows: ofScope,
    })),
  }));
}

function groupOf<T>(groups: Map<number, T>, code: number, make: () => T): T {
  let group = groups.get(code);
  if (group === undefined) {
    group = make();
    groups.set(code, group);
  }
  return group;
}

/** Every row of a batch. */
export function* allRows(batch: SpanBatch): Iterable<number> {
  for (let row = 0; row < batch.rowCount; row++) yield row;
}
