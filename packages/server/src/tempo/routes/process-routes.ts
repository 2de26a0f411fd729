// What this process is and how it is, where clients and probes of Tempo look for it.

import type { AppInstance } from '../../http/app-instance.ts';
import type { TempoDependencies } from '../tempo-dependencies.ts';

/** Of the Tempo whose API this is: older versions of Grafana decide by it what they may ask. */
const TEMPO_VERSION = '3.0.2';

const ENDPOINTS = [
  'GET /api/traces/{traceID}',
  'GET /api/v2/traces/{traceID}',
  'GET /api/search',
  'GET /api/search/tags',
  'GET /api/search/tag/{tagName}/values',
  'GET /api/v2/search/tags',
  'GET /api/v2/search/tag/{tagName}/values',
  'GET /api/metrics/query_range',
  'GET /api/metrics/query',
  'GET /api/echo',
  'GET /api/status/buildinfo',
  'GET /ready',
  'GET /metrics',
  'gRPC tempopb.StreamingQuerier',
];

const TEXT_TYPE = 'text/plain; charset=utf-8';

export function registerProcessRoutes(app: AppInstance, dependencies: TempoDependencies): void {
  const { version, metrics, readiness } = dependencies;
  app.get('/api/echo', async (_request, reply) => reply.type(TEXT_TYPE).send('echo'));
  app.get('/ready', async (_request, reply) => {
    const { ready, reasons } = await readiness();
    return ready
      ? reply.type(TEXT_TYPE).send('ready')
      : reply
          .status(503)
          .type(TEXT_TYPE)
          .send(`not ready: ${reasons.join('; ')}`);
  });
  app.get('/api/status/buildinfo', async () => ({
    version: TEMPO_VERSION,
    revision: `throughline-${version}`,
    branch: 'throughline',
    buildDate: '',
    buildUser: '',
    goVersion: '',
  }));
  app.get('/status', async (_request, reply) =>
    reply.type(TEXT_TYPE).send(`${versionText(version)}\n${ENDPOINTS.join('\n')}\n`),
  );
  app.get('/status/version', async (_request, reply) =>
    reply.type(TEXT_TYPE).send(versionText(version)),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
}

function versionText(version: string): string {
  return `Throughline ${version}, API of Tempo ${TEMPO_VERSION}\n`;
}
