// Which services call which, as Zipkin's page draws it: calls that both sides have told of, and calls to and from
// those that send no spans themselves, such as databases.

import type { Dependency } from '@throughline/storage/contract/dependencies';
import type { RemoteCall } from './remote-calls.ts';

export interface DependencyLink {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
  /** Left out when there are none. */
  readonly errorCount?: number;
}

interface Counts {
  readonly parent: string;
  readonly child: string;
  calls: number;
  errors: number;
}

/** `services`: those that send spans; calls to them are told by their own spans. */
export function dependencyLinks(
  dependencies: readonly Dependency[],
  remoteCalls: readonly RemoteCall[],
  services: ReadonlySet<string>,
): DependencyLink[] {
  const links = new Map<string, Counts>();
  const add = (from: string, to: string, calls: number, errors: number): void => {
    const parent = from.toLowerCase();
    const child = to.toLowerCase();
    // What happens within a service is no call to Zipkin.
    if (parent === child || parent === '' || child === '') return;
    const key = JSON.stringify([parent, child]);
    const link = links.get(key) ?? { parent, child, calls: 0, errors: 0 };
    link.calls += calls;
    link.errors += errors;
    links.set(key, link);
  };
  for (const { parent, child, callCount, errorCount } of dependencies) {
    add(parent, child, callCount, errorCount);
  }
  for (const { service, remoteService, isIncoming, isError, count } of remoteCalls) {
    if (services.has(remoteService.toLowerCase())) continue;
    const errors = isError ? count : 0;
    if (isIncoming) add(remoteService, service, count, errors);
    else add(service, remoteService, count, errors);
  }
  return [...links.values()].map(({ parent, child, calls: callCount, errors: errorCount }) =>
    errorCount === 0 ? { parent, child, callCount } : { parent, child, callCount, errorCount },
  );
}
