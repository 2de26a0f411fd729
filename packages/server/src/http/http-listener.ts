// The listener of the UI and API port.

import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import type { AppDependencies } from './app-dependencies.ts';
import { createApp } from './create-app.ts';

export async function createHttpListener(
  address: ListenAddress,
  dependencies: AppDependencies,
): Promise<Listener> {
  const app = await createApp(dependencies);
  let boundPort = address.port;
  return {
    name: 'http',
    purpose: 'web UI and API',
    get url() {
      return listenerUrl('http', { host: address.host, port: boundPort });
    },
    async start() {
      await app.listen({ host: address.host, port: address.port });
      const bound = app.server.address();
      if (typeof bound === 'object' && bound !== null) boundPort = bound.port;
    },
    async stop(graceMs) {
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearTimeout(cut);
      }
    },
  };
}
