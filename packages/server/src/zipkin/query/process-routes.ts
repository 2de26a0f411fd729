// What this process is and how it is, where pages, clients and probes of Zipkin look for it.

import type { AppInstance } from '../../http/app-instance.ts';
import type { ZipkinQueryDependencies } from './zipkin-dependencies.ts';

/** Of the Zipkin whose API this is. */
const ZIPKIN_VERSION = '3.5.1';

/** What Zipkin's page is told; numbers are Zipkin's own. */
const PAGE_CONFIG = {
  environment: '',
  queryLimit: 10,
  /** Of a search that nobody has changed; milliseconds. */
  defaultLookback: 900_000,
  searchEnabled: true,
  logsUrl: null,
  supportUrl: null,
  archivePostUrl: null,
  archiveUrl: null,
  dependency: { enabled: true, lowErrorRate: 0.5, highErrorRate: 0.75 },
};

export function registerProcessRoutes(
  app: AppInstance,
  { version, metrics, readiness }: ZipkinQueryDependencies,
): void {
  app.get('/health', async (_request, reply) => {
    const { ready, reasons } = await readiness();
    const status = ready ? 'UP' : 'DOWN';
    const details = ready ? { status } : { status, details: { error: reasons.join('; ') } };
    return reply
      .status(ready ? 200 : 503)
      .send({ status, zipkin: { status, details: { Throughline: details } } });
  });
  app.get('/info', async () => ({
    zipkin: { version: ZIPKIN_VERSION, commit: `throughline-${version}` },
  }));
  app.get('/config.json', async () => PAGE_CONFIG);
  app.get('/prometheus', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
}
