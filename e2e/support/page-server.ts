// A page of somebody else's, served from memory as its own server does: files, the page itself for every other address,
// and its questions handed on to a backend.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { onTestFinished } from 'vitest';

export interface PageServer {
  readonly url: string;
  /** Questions that were handed on: the path, and how they were answered. */
  readonly asked: readonly { readonly path: string; readonly status: number }[];
}

interface PageParts {
  readonly files: ReadonlyMap<string, Buffer>;
  /** The path of the page. */
  readonly index: string;
  readonly backend: string;
  readonly isAsked: (url: string) => boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export async function servePage(parts: PageParts): Promise<PageServer> {
  const asked: { path: string; status: number }[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    if (parts.isAsked(url)) {
      handOn(request, response, parts.backend, asked).catch((error) => response.destroy(error));
    } else sendFile(url, response, parts);
  });
  server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

function sendFile(url: string, response: ServerResponse, { files, index }: PageParts): void {
  const [path = ''] = url.split('?', 1);
  const name = files.has(path) ? path : index;
  response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
  response.end(files.get(name));
}

async function handOn(
  request: IncomingMessage,
  response: ServerResponse,
  backend: string,
  asked: { path: string; status: number }[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = 'GET', url = '/', headers } = request;
  const type = headers['content-type'];
  const answer = await fetch(new URL(url, backend), {
    method,
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    headers: type === undefined ? {} : { 'content-type': type },
  });
  asked.push({ path: url, status: answer.status });
  response.statusCode = answer.status;
  response.setHeader('content-type', answer.headers.get('content-type') ?? '');
  response.end(Buffer.from(await answer.arrayBuffer()));
}
