// The hues of all known services, so that a service has one colour on every page.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { assignHues, type Hues } from '../base/service-hue.ts';
import { servicesQuery } from './queries.ts';

const NO_NAMES: readonly string[] = [];

/**
 * Undefined while the services are being asked for; empty when they could not be had. `shown`: the
 * services on the page; the list is asked for again when it does not know one of them yet.
 */
export function useUsualHues(shown: readonly string[] = NO_NAMES): Hues | undefined {
  const { data, isPending, refetch } = useQuery(servicesQuery());
  const hues = useMemo(
    () =>
      isPending ? undefined : assignHues((data?.services ?? []).map((service) => service.name)),
    [data, isPending],
  );
  // Once per name: one that is not in the next list either will not be in the one after it.
  const missed = useRef(new Set<string>());
  useEffect(() => {
    if (hues === undefined) return;
    const unknown = shown.filter((name) => !hues.has(name) && !missed.current.has(name));
    if (unknown.length === 0) return;
    for (const name of unknown) missed.current.add(name);
    void refetch();
  }, [hues, shown, refetch]);
  return hues;
}
