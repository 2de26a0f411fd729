// The hues of all known services, so that a service has one colour on every page.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { assignHues, type Hues } from '../base/service-hue.ts';
import { servicesQuery } from './queries.ts';

/** Undefined while the services are being asked for; empty when they could not be had. */
export function useUsualHues(): Hues | undefined {
  const { data, isPending } = useQuery(servicesQuery());
  return useMemo(
    () =>
      isPending ? undefined : assignHues((data?.services ?? []).map((service) => service.name)),
    [data, isPending],
  );
}
