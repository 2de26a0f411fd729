// For a request to arrive there is a time, as otherwise a client could hold connections open by sending slowly. Node.js
// can only have one time for all routes; this one leaves out the routes that take large files.

import type { AppInstance } from './app-instance.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may take as long as it does, as long as it comes. */
    readonly takesFiles?: boolean;
  }
}

export function endSlowBodies(app: AppInstance, timeoutMs: number): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const hasBody =
      raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (!hasBody || routeOptions.config.takesFiles === true) return;
    const timer = setTimeout(() => raw.destroy(), timeoutMs);
    raw.once('close', () => clearTimeout(timer));
  });
}
