// A ClickHouse that somebody else runs: whether it answers, takes the login, and has the database.
// Says what is wrong in one sentence before storage builds on it.

import type { EngineConnection } from '@throughline/storage/contract/engine-connection';
import type { ExternalEngineConfig } from '../config/server-config.ts';
import { StartupError } from './startup-errors.ts';

/** A server in reach answers a trivial query in milliseconds; this leaves room for a far one. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Of an unexpected answer, enough to recognise what it is. */
const SHOWN_ANSWER_LENGTH = 200;

/** ClickHouse: AUTHENTICATION_FAILED, UNKNOWN_USER, REQUIRED_PASSWORD, WRONG_PASSWORD. */
const LOGIN_ERROR_CODES = ['516', '192', '194', '193'];

export async function connectExternalEngine(
  config: ExternalEngineConfig,
): Promise<EngineConnection> {
  const quoted = `\`${config.database.replace(/[\\`]/g, '\\$&')}\``;
  const found = await runStatement(
    config,
    `SELECT count() FROM system.databases WHERE name = '${config.database.replace(/[\\']/g, '\\$&')}'`,
  );
  // Asked for first: who may only use an existing database may not create one.
  if (found.trim() === '0') await runStatement(config, `CREATE DATABASE IF NOT EXISTS ${quoted}`);
  const { url, user: username, password, database } = config;
  return { url, username, password, database };
}

async function runStatement(config: ExternalEngineConfig, statement: string): Promise<string> {
  let response: Response;
  let answer: string;
  try {
    response = await fetch(config.url, {
      method: 'POST',
      body: statement,
      headers: { 'x-clickhouse-user': config.user, 'x-clickhouse-key': config.password },
      signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
    });
    answer = await response.text();
  } catch (error) {
    const message = `no ClickHouse answers at ${config.url} (--clickhouse-url): ${reasonOf(error)}`;
    throw new StartupError('CLICKHOUSE_UNREACHABLE', message, { cause: error });
  }
  const code = response.headers.get('x-clickhouse-exception-code') ?? '';
  if (LOGIN_ERROR_CODES.includes(code)) {
    throw new StartupError(
      'CLICKHOUSE_LOGIN_REFUSED',
      `ClickHouse at ${config.url} refuses user "${config.user}" with the password given; set ` +
        '--clickhouse-user and THROUGHLINE_CLICKHOUSE_PASSWORD',
    );
  }
  if (!response.ok || response.headers.get('x-clickhouse-summary') === null) {
    const shown = answer.replace(/\s+/g, ' ').slice(0, SHOWN_ANSWER_LENGTH);
    throw new StartupError(
      'CLICKHOUSE_REFUSED',
      `${config.url} (--clickhouse-url) does not answer as ClickHouse: status ${response.status}, "${shown}"`,
    );
  }
  return answer;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${CONNECT_TIMEOUT_MS / 1000} s`;
  // fetch says only "fetch failed"; the reason is in its cause, which has one error per address.
  const { cause } = error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : error.message;
}
