// Calls from one HTTP service of the shop to another: JSON in and out over Node's own fetch.

/** The other service answered, but not with success. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly status: number;
  constructor(service: string, status: number, message: string) {
    super(`${service} answered ${status}: ${message}`);
    this.status = status;
  }
}

export interface Call {
  readonly service: string;
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
}

/** The body of a successful answer. Both ends are ours, so its shape is taken on trust. */
export async function callJson<T>(call: Call): Promise<T> {
  const response = await fetch(call.url, {
    method: call.method ?? 'GET',
    ...(call.body === undefined
      ? {}
      : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new UpstreamError(call.service, response.status, errorIn(text));
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function errorIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body) return String(body.error);
  } catch {
    // Not JSON: the text itself is the message.
  }
  return text;
}
