// The hues of all known services, so that a service has one colour on every page.

import { useQuery } from '@tanstack/react-query';
import type { ServicesAnswer } from '@throughline/model/api/services';
import { useEffect, useMemo, useRef } from 'react';
import { assignHues, type Hues } from '../base/service-hue.ts';
import { servicesQuery } from './queries.ts';

const NO_NAMES: readonly string[] = [];
const NO_HUES: Hues = new Map();

/** Once for each answer: the rows of a table ask for the hue of their service one by one. */
const assigned = new WeakMap<ServicesAnswer, Hues>();

function huesOf(answer: ServicesAnswer | undefined): Hues {
  if (answer === undefined) return NO_HUES;
  const known = assigned.get(answer);
  if (known !== undefined) return known;
  const hues = assignHues(answer.services.map(({ name }) => name));
  assigned.set(answer, hues);
  return hues;
}

/**
 * Undefined while the services are being asked for; empty when they could not be had. `shown`: the
 * services on the page; the list is asked for again when it does not know one of them yet.
 */
export function useUsualHues(shown: readonly string[] = NO_NAMES): Hues | undefined {
  const { data, isPending, refetch } = useQuery(servicesQuery());
  const hues = isPending ? undefined : huesOf(data);
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

/** The hues of the services on the page: the usual ones, told apart where two of them are alike. */
export function useHues(services: readonly string[]): Hues {
  const usual = useUsualHues(services);
  return useMemo(() => assignHues(services, usual), [services, usual]);
}
