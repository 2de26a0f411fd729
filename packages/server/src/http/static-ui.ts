// The built web UI, and its page for every path the UI routes itself (`/trace/…`). Also the answer to
// everything that no route takes.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { exploreAddress, hasConditions } from '../query/explore-address.ts';
import type { AppInstance } from './app-instance.ts';
import { ApiError } from './errors.ts';

/** Names of files under /assets carry a hash of their content. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/** Not for ever: the page may one day know the parameters again. */
const FOUND = 302;

/** Paths that belong to programs: there, an unknown one is an error, not a page. */
const PROGRAM_PATHS = /^\/(api|v1|metrics|healthz|readyz|assets)(\/|$)/;

export async function registerStaticUi(
  app: AppInstance,
  webRoot: string | undefined,
): Promise<void> {
  const hasUi = webRoot !== undefined && existsSync(join(webRoot, 'index.html'));
  if (hasUi) {
    await app.register(fastifyStatic, {
      root: webRoot,
      cacheControl: false,
      // The build has compressed them, smaller than there is time for while somebody waits.
      preCompressed: true,
      setHeaders(reply, path) {
        reply.setHeader('vary', 'accept-encoding');
        const isHashed = path.startsWith(join(webRoot, 'assets'));
        reply.setHeader('cache-control', isHashed ? IMMUTABLE : REVALIDATE);
      },
    });
  }
  // Addresses of before had conditions as parameters; the page has a query.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/?')) return;
    const parameters = new URLSearchParams(request.url.slice(1));
    if (hasConditions(parameters)) await reply.redirect(exploreAddress(parameters), FOUND);
  });
  app.setNotFoundHandler((request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseMethod(request, reply);
    const path = request.url.split('?')[0] ?? '';
    if (PROGRAM_PATHS.test(path) || path.includes('.')) throw notFound(path);
    if (hasUi) return reply.sendFile('index.html');
    throw new ApiError(
      'ROUTE_NOT_FOUND',
      'the web UI has not been built; run "npm run build", then start again',
    );
  });
}

function refuseMethod(request: FastifyRequest, reply: FastifyReply): never {
  reply.header('allow', 'GET, HEAD');
  const message = `${request.method} is not possible here; everything on this port is read by GET`;
  throw new ApiError('METHOD_NOT_ALLOWED', message);
}

function notFound(path: string): ApiError {
  return new ApiError('ROUTE_NOT_FOUND', `there is nothing under ${path}`);
}
