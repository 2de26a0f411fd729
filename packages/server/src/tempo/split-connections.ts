// Two protocols on one port: a connection that begins as HTTP/2 does with prior knowledge goes to the gRPC server,
// every other one stays with the HTTP server. Grafana speaks both to the one address it is given.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What a connection of HTTP/2 begins with, as far as no request of HTTP/1.1 can (RFC 9113, section 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\n');

/** For the first bytes; the same as for the headers of a request. */
const FIRST_BYTES_TIMEOUT_MS = 10_000;

/** Takes over the server's connections. To be called once, before it listens. */
export function splitConnections(server: Server, takeHttp2: (socket: Socket) => void): void {
  const keep = server.listeners('connection');
  server.removeAllListeners('connection');
  const takeHttp1 = (socket: Socket): void => {
    for (const listener of keep) Reflect.apply(listener, server, [socket]);
  };
  server.on('connection', (socket: Socket) => sniff(socket, takeHttp1, takeHttp2));
}

function sniff(
  socket: Socket,
  takeHttp1: (socket: Socket) => void,
  takeHttp2: (socket: Socket) => void,
): void {
  let head: Buffer = Buffer.alloc(0);
  const abandon = (): void => {
    socket.destroy();
  };
  const onData = (chunk: Buffer): void => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const compared = Math.min(head.length, PREFACE.length);
    const isHttp2 = head.subarray(0, compared).equals(PREFACE.subarray(0, compared));
    // Too little to tell: methods of HTTP/1.1 begin with the same letter.
    if (isHttp2 && head.length < PREFACE.length) return;
    socket.off('data', onData);
    for (const event of ['end', 'error', 'timeout']) socket.off(event, abandon);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(head);
    if (isHttp2) takeHttp2(socket);
    else takeHttp1(socket);
    process.nextTick(() => socket.resume());
  };
  for (const event of ['end', 'error', 'timeout']) socket.on(event, abandon);
  socket.setTimeout(FIRST_BYTES_TIMEOUT_MS);
  socket.on('data', onData);
}
