// One plain HTTP request to an engine, for starting and stopping it. Everything else goes through
// the official client. Without credentials it only asks whether somebody answers.

import { request } from 'node:http';
import type { EngineConnection } from '../contract/engine-connection.ts';

/** Answers to these requests are a few bytes; more than this is not our engine speaking. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Runs one statement and resolves with the answer's text; rejects on anything but 200. */
export function engineCommand(
  connection: Pick<EngineConnection, 'url' | 'username' | 'password'>,
  sql: string,
  timeoutMs: number,
): Promise<string> {
  const credentials = Buffer.from(`${connection.username}:${connection.password}`);
  return post(`${connection.url}/`, sql, timeoutMs, {
    authorization: `Basic ${credentials.toString('base64')}`,
  });
}

/** Asks the engine's health path, which needs no credentials and so tells none to a stranger. */
export function enginePing(url: string, timeoutMs: number): Promise<string> {
  return post(`${url}/ping`, undefined, timeoutMs, {});
}

function post(
  url: string,
  body: string | undefined,
  timeoutMs: number,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = request(url, { method, headers, signal, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_BYTES) incoming.destroy(new Error('answer too long'));
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        if (incoming.statusCode === 200) resolve(text);
        else reject(new Error(`the engine answered ${incoming.statusCode}: ${text.trim()}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
