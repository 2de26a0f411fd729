// Asking a running server through its HTTP API, as the commands do that are not the server: one request, and what went
// wrong as a sentence.

import type { QueryPlace } from '@throughline/model/api/common';

/** What the server said instead of an answer. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly status: number;
  readonly code: string;
  readonly place: QueryPlace | undefined;

  constructor(url: string, status: number, body: unknown) {
    const error = entryOf(body, 'error');
    super(`${url} answers ${status}: ${textOf(error, 'message')}`);
    this.status = status;
    this.code = textOf(error, 'code');
    this.place = entryOf(error, 'place') as QueryPlace | undefined;
  }
}

/** Throws ServerRefusal, or an Error when nothing answers. */
export async function askServer(url: string, path: string, init: RequestInit): Promise<unknown> {
  const response = await answerOf(url, path, init);
  return response.json().catch(() => undefined);
}

/** The body as it is; throws as askServer does. */
export async function askServerText(url: string, path: string, init: RequestInit): Promise<string> {
  const response = await answerOf(url, path, init);
  return response.text();
}

async function answerOf(url: string, path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${url}/api/v1/${path}`, init);
  } catch (error) {
    throw new Error(`no answer from ${url}; is the server running, and --url right?`, {
      cause: error,
    });
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw new ServerRefusal(url, response.status, body);
}

/** What went wrong, to be printed; below it the place in the query, if it is about one. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error instanceof ServerRefusal ? error.place : undefined;
  return place === undefined ? error.message : `${error.message}\n\n${place.rendered}`;
}

function entryOf(container: unknown, key: string): unknown {
  return typeof container === 'object' && container !== null
    ? Reflect.get(container, key)
    : undefined;
}

function textOf(container: unknown, key: string): string {
  const value = entryOf(container, key);
  return typeof value === 'string' ? value : 'not an answer of this API';
}
