// What is told when --clickhouse-url is not a ClickHouse that can be used. The good case runs against
// a real one in run-cli.integration.test.ts.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectExternalEngine } from './external-engine.ts';

async function serverThat(
  answers: (body: string) => {
    status?: number;
    headers?: Record<string, string>;
    text?: string;
  },
): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { status = 200, headers = {}, text = '' } = answers(body);
    response.writeHead(status, headers).end(text);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return `http://127.0.0.1:${address.port}`;
}

function connect(url: string) {
  const login = { user: 'ada', password: 'hunter2', database: 'a`b' };
  return connectExternalEngine({ kind: 'external', url, ...login });
}

const SUMMARY = { 'x-clickhouse-summary': '{}' };

describe('connectExternalEngine', () => {
  it('creates the database when it is missing, and only then', async () => {
    const statements: string[] = [];
    const answer = (found: string) => (body: string) => {
      statements.push(body);
      return { headers: SUMMARY, text: found };
    };
    const url = await serverThat(answer('0\n'));
    expect(await connect(url)).toEqual({
      url,
      username: 'ada',
      password: 'hunter2',
      database: 'a`b',
    });
    expect(statements[1]).toBe('CREATE DATABASE IF NOT EXISTS `a\\`b`');
    await connect(await serverThat(answer('1\n')));
    expect(statements).toHaveLength(3);
  });

  it('says that nothing answers', async () => {
    await expect(connect('http://127.0.0.1:9')).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNREACHABLE',
      message: expect.stringMatching(/no ClickHouse answers at http:\/\/127\.0\.0\.1:9 .*: .+/),
    });
  });

  it('says that the login is refused, without the password', async () => {
    const headers = { 'x-clickhouse-exception-code': '516' };
    const url = await serverThat(() => ({ status: 403, headers, text: 'Code: 516' }));
    const failure = await connect(url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CLICKHOUSE_LOGIN_REFUSED' });
    expect(String(failure)).toContain('"ada"');
    expect(String(failure)).not.toContain('hunter2');
  });

  it('recognises another program', async () => {
    const url = await serverThat(() => ({ text: '<html>\nhello' }));
    await expect(connect(url)).rejects.toMatchObject({
      code: 'CLICKHOUSE_REFUSED',
      message: expect.stringContaining('status 200, "<html> hello"'),
    });
  });
});
