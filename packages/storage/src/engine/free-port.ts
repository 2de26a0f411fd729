// A loopback port that nobody listens on at this moment. It may be taken a moment later, so who
// uses it must be ready to try another one.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { assert } from '@throughline/model/base/assert';

export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen({ host: '127.0.0.1', port: 0, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a TCP server has an address');
  server.close();
  await once(server, 'close');
  return address.port;
}
