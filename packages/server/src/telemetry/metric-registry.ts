// From a declaration of the metric table to a metric of prom-client, in one registry.

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { MetricDeclaration } from './metric-table.ts';

export function counter(registry: Registry, declaration: MetricDeclaration, collect?: () => void) {
  return new Counter({
    ...common(registry, declaration),
    ...(collect === undefined ? {} : { collect }),
  });
}

export function gauge(registry: Registry, declaration: MetricDeclaration, collect?: () => void) {
  return new Gauge({
    ...common(registry, declaration),
    ...(collect === undefined ? {} : { collect }),
  });
}

export function histogram(registry: Registry, declaration: MetricDeclaration) {
  return new Histogram({
    ...common(registry, declaration),
    buckets: [...(declaration.buckets ?? [])],
  });
}

function common(registry: Registry, declaration: MetricDeclaration) {
  const { name, help, labels } = declaration;
  return { name, help, labelNames: [...labels], registers: [registry] };
}

/** Metrics that somebody else counts, and how to read them from its figures. */
export type Figures<Stats> = readonly (readonly [MetricDeclaration, (now: Stats) => number])[];

/** Read at each scrape, without adding up. */
export function registerFigures<Stats>(
  registry: Registry,
  figures: Figures<Stats>,
  stats: () => Stats,
): void {
  for (const [declaration, read] of figures) {
    if (declaration.type === 'counter') {
      const metric = counter(registry, declaration, () => {
        metric.reset();
        metric.inc(read(stats()));
      });
    } else {
      const metric = gauge(registry, declaration, () => metric.set(read(stats())));
    }
  }
}
