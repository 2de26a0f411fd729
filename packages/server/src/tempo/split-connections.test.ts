import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { splitConnections } from './split-connections.ts';

async function startServer(): Promise<{ server: Server; port: number }> {
  const server = createHttpServer((request, response) => {
    response.end(`1.1 ${request.method} ${request.url}`);
  });
  const http2 = createHttp2Server((_request, response) => {
    response.end('2');
  });
  splitConnections(server, (socket) => http2.emit('connection', socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** All that comes back for bytes sent in these pieces, each after the one before has arrived. */
async function answerTo(server: Server, port: number, pieces: readonly string[]): Promise<string> {
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ port, host: '127.0.0.1', noDelay: true });
  const [socket] = await accepted;
  for (const piece of pieces.slice(0, -1)) {
    const before = socket.bytesRead;
    client.write(piece);
    while (socket.bytesRead < before + piece.length) await once(socket, 'data');
  }
  client.write(pieces.at(-1) ?? '');
  let text = '';
  client.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(client, 'close');
  return text;
}

const REQUEST = 'POST /x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';

it('keeps HTTP/1.1, wherever its first bytes are cut', async () => {
  const { server, port } = await startServer();
  for (const cut of [0, 1, 2, 4]) {
    const pieces = cut === 0 ? [REQUEST] : [REQUEST.slice(0, cut), REQUEST.slice(cut)];
    expect(await answerTo(server, port, pieces)).toContain('1.1 POST /x');
  }
});

it('takes several requests over one connection', async () => {
  const { server, port } = await startServer();
  const first = REQUEST.replace('connection: close\r\n', '').replace('/x', '/first');
  const text = await answerTo(server, port, [first + REQUEST]);
  expect(text).toContain('1.1 POST /first');
  expect(text).toContain('1.1 POST /x');
});

it('hands on HTTP/2 with prior knowledge', async () => {
  const { port } = await startServer();
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  for (let times = 0; times < 3; times++) {
    const stream = session.request({ ':path': '/' });
    stream.setEncoding('utf8');
    let text = '';
    for await (const chunk of stream) text += chunk;
    expect(text).toBe('2');
  }
  session.close();
  await once(session, 'close');
});

it('lets go of connections that end before they say what they are', async () => {
  const { server, port } = await startServer();
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ port, host: '127.0.0.1' });
  const [socket] = await accepted;
  client.end('PRI');
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});
