// What this process is and how it is, where clients and probes of Tempo look for it.

import type { AppInstance } from '../../http/app-instance.ts';
import type { TempoDependencies } from '../tempo-dependencies.ts';

/** Of the Tempo whose API this is: older versions of Grafana decide by it what they may ask. */
const TEMPO_VERSION = '3.0.2';

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
    reply.type(TEXT_TYPE).send(statusText(version, app)),
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

function statusText(version: string, app: AppInstance): string {
  return `${versionText(version)}\n${app.printRoutes({ commonPrefix: false })}`;
}
