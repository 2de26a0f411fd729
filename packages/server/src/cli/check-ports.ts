// Tries every port before anything is started, so that a taken one is told at once and not after the
// engine has opened years of data. Between this and the real bind a port may still be lost; the
// error is the same then.

import { createSocket } from 'node:dgram';
import { createServer, isIPv6 } from 'node:net';
import {
  LISTENER_KEYS,
  type ListenerKey,
  optionName,
  type ServerConfig,
  UDP_LISTENERS,
} from '../config/server-config.ts';
import type { ListenAddress } from '../listener.ts';
import { StartupError } from './startup-errors.ts';

export async function checkPorts(addresses: Partial<ServerConfig['addresses']>): Promise<void> {
  for (const key of LISTENER_KEYS) {
    const address = addresses[key];
    if (address === undefined) continue;
    try {
      await (UDP_LISTENERS.has(key) ? tryBindPackets(address) : tryBind(address));
    } catch (error) {
      throw bindError(key, address, error);
    }
  }
}

function tryBind({ host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function tryBindPackets({ host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    probe.once('error', reject);
    probe.bind({ address: host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

/** Why a listener cannot open its port, as one sentence; other errors stay what they are. */
export function bindError(key: ListenerKey, address: ListenAddress, error: unknown): unknown {
  const { host, port } = address;
  const option = `--${optionName(key)}`;
  const text = error instanceof Error ? error.message : String(error);
  // gRPC reports a failed bind as text only, so the text is what is looked at.
  if (text.includes('EADDRINUSE')) {
    const message =
      `port ${port} on ${host} is in use by another program; stop that one, choose another port ` +
      `with ${option}, or move all ports with --port-offset`;
    return new StartupError('PORT_TAKEN', message, { cause: error });
  }
  if (text.includes('EACCES')) {
    const message = `port ${port} may not be opened by this user; choose one from 1024 on with ${option}`;
    return new StartupError('PORT_FORBIDDEN', message, { cause: error });
  }
  if (/EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL/.test(text)) {
    const message = `--host: "${host}" is no address of this machine; use 127.0.0.1 or 0.0.0.0`;
    return new StartupError('HOST_UNKNOWN', message, { cause: error });
  }
  return error;
}
