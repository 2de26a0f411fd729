// Which Host headers are answered. A server on loopback is reached under a handful of names only; a
// web page that rebinds its own name to 127.0.0.1 comes with that name, and is refused.

import { ApiError } from './errors.ts';

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Throws HOST_NOT_ALLOWED. Bound to anything but loopback, every name is taken. */
export function checkHostHeader(boundHost: string, hostHeader: string | undefined): void {
  if (!isLoopback(boundHost) || hostHeader === undefined) return;
  const name = hostHeader.replace(/:\d*$/, '').toLowerCase();
  const bound = boundHost.includes(':') ? `[${boundHost}]` : boundHost;
  // *.localhost is loopback by definition (RFC 6761); nobody can rebind it.
  if (LOOPBACK_NAMES.includes(name) || name === bound || name.endsWith('.localhost')) return;
  throw new ApiError(
    'HOST_NOT_ALLOWED',
    `the Host header says "${hostHeader}", but this server is only reached as localhost; ` +
      'start it with --host to serve other names',
  );
}
