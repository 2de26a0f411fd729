// Ports that cannot be had: found before anything starts, and told with the option that changes them.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bindError, checkPorts } from './check-ports.ts';
import { StartupError } from './startup-errors.ts';

const HOST = '127.0.0.1';

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address.port;
}

describe('checkPorts', () => {
  it('names the taken port and its option', async () => {
    const port = await takenPort();
    const addresses = { http: undefined, otlpHttp: undefined, otlpGrpc: { host: HOST, port } };
    await expect(checkPorts(addresses)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message:
        `port ${port} on ${HOST} is in use by another program; stop that one, choose another ` +
        'port with --otlp-grpc-port, or move all ports with --port-offset',
    });
  });

  it('says when the host is none of this machine', async () => {
    // Reserved for documentation (RFC 5737): no machine has it.
    const http = { host: '192.0.2.1', port: 0 };
    const checking = checkPorts({ http, otlpHttp: undefined, otlpGrpc: undefined });
    await expect(checking).rejects.toMatchObject({ code: 'HOST_UNKNOWN' });
  });

  it('leaves free ports free', async () => {
    const http = { host: HOST, port: 0 };
    await checkPorts({ http, otlpHttp: http, otlpGrpc: undefined });
  });
});

describe('bindError', () => {
  const address = { host: HOST, port: 80 };

  it('understands what gRPC says in words', () => {
    const error = bindError('otlpGrpc', address, new Error('listen EACCES: permission denied'));
    expect(error).toBeInstanceOf(StartupError);
    expect(error).toMatchObject({ code: 'PORT_FORBIDDEN' });
  });

  it('leaves other errors as they are', () => {
    const other = new Error('something else');
    expect(bindError('http', address, other)).toBe(other);
  });
});
