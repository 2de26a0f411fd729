// Keeps web pages elsewhere from changing anything through a visitor's browser: what changes something
// takes no form that a page can send without asking first, and an Origin, if there is one, must be ours.

import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';

/** A hook for routes that change something. Throws ORIGIN_NOT_ALLOWED. */
export async function checkOrigin({ headers }: FastifyRequest): Promise<void> {
  const { origin, host } = headers;
  const isElsewhere = headers['sec-fetch-site'] === 'cross-site';
  if (!isElsewhere && (origin === undefined || isOf(origin, host))) return;
  throw new ApiError(
    'ORIGIN_NOT_ALLOWED',
    `a page of "${origin ?? 'another site'}" may not change anything here`,
  );
}

function isOf(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
