// Options that only make sense, or no sense, together.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultDataDir } from './default-data-dir.ts';
import { OPTIONS } from './option-table.ts';
import { OptionsError, resolveOptions } from './resolve-options.ts';
import { LISTENER_OPTIONS, type ServerConfig, toServerConfig } from './server-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function configOf(
  args: readonly string[],
  env: Record<string, string> = {},
  isTerminal = true,
): ServerConfig {
  const surroundings = { platform: 'linux', home: '/users/ada', isTerminal } as const;
  return toServerConfig(resolveOptions({ args, env, workingDir: '/cwd', ...surroundings }));
}

function refusal(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    configOf(args, env);
  } catch (error) {
    if (error instanceof OptionsError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

const URL_ARGS = ['--clickhouse-url', 'http://db:8123'];

describe('toServerConfig', () => {
  it('embeds the engine and listens on loopback by default', () => {
    expect(configOf([])).toMatchObject({
      engine: { kind: 'embedded' },
      dataDir: '/users/ada/.local/share/throughline',
      addresses: {
        http: { host: '127.0.0.1', port: 16686 },
        otlpHttp: { host: '127.0.0.1', port: 4318 },
        otlpGrpc: { host: '127.0.0.1', port: 4317 },
        tempo: { host: '127.0.0.1', port: 3200 },
        zipkin: { host: '127.0.0.1', port: 9411 },
        jaegerHttp: { host: '127.0.0.1', port: 14_268 },
        jaegerGrpc: { host: '127.0.0.1', port: 14_250 },
        jaegerCompact: { host: '127.0.0.1', port: 6831 },
        jaegerBinary: { host: '127.0.0.1', port: 6832 },
        jaegerQuery: { host: '127.0.0.1', port: 16_685 },
        jaegerSampling: { host: '127.0.0.1', port: 5778 },
        jaegerSamplingGrpc: { host: '127.0.0.1', port: 5779 },
      },
    });
  });

  it('moves every port, but not "any free one" and "off"', () => {
    const args = ['--port-offset', '100', '--otlp-grpc-port', '0', '--otlp-http-port', 'off'];
    expect(configOf(args).addresses).toEqual({
      http: { host: '127.0.0.1', port: 16786 },
      otlpHttp: undefined,
      otlpGrpc: { host: '127.0.0.1', port: 0 },
      tempo: { host: '127.0.0.1', port: 3300 },
      zipkin: { host: '127.0.0.1', port: 9511 },
      jaegerHttp: { host: '127.0.0.1', port: 14_368 },
      jaegerGrpc: { host: '127.0.0.1', port: 14_350 },
      jaegerCompact: { host: '127.0.0.1', port: 6931 },
      jaegerBinary: { host: '127.0.0.1', port: 6932 },
      jaegerQuery: { host: '127.0.0.1', port: 16_785 },
      jaegerSampling: { host: '127.0.0.1', port: 5878 },
      jaegerSamplingGrpc: { host: '127.0.0.1', port: 5879 },
    });
  });

  it('greets in words also when the log goes to a file, and in JSON when that was asked for', () => {
    const formats = { logFormat: 'json', bannerFormat: 'json' };
    expect(configOf([])).toMatchObject({ logFormat: 'pretty', bannerFormat: 'pretty' });
    expect(configOf([], {}, false)).toMatchObject({ logFormat: 'json', bannerFormat: 'pretty' });
    expect(configOf(['--log-format', 'json'])).toMatchObject(formats);
    expect(configOf([], { THROUGHLINE_LOG_FORMAT: 'json' })).toMatchObject(formats);
  });

  it('refuses ports beyond the last, ports used twice, and nothing to listen on', () => {
    expect(refusal(['--port-offset', '100', '--http-port', '65500'])).toBe(
      '--port-offset: 100 moves --http-port to 65600; ports end at 65535',
    );
    expect(refusal(['--http-port', '4318'])).toBe('--http-port and --otlp-http-port are both 4318');
    const off = Object.values(LISTENER_OPTIONS).map((key) => `--${OPTIONS[key].name}=off`);
    expect(refusal(off)).toContain('every listener is off');
    expect(() => configOf(['--http-port', '0', '--otlp-http-port', '0'])).not.toThrow();
  });

  it('takes an external engine with the password of a file', () => {
    const path = join(folder, 'password');
    writeFileSync(path, 'hunter2\n');
    expect(configOf([...URL_ARGS, '--clickhouse-password-file', path]).engine).toEqual({
      kind: 'external',
      url: 'http://db:8123',
      user: 'default',
      password: 'hunter2',
      database: 'throughline',
    });
  });

  it('refuses settings of one engine for the other', () => {
    expect(refusal(['--clickhouse-user', 'ada'])).toContain('--clickhouse-url is not');
    expect(refusal([...URL_ARGS, '--memory-limit', '2GiB'])).toContain('--memory-limit');
    const both = { THROUGHLINE_CLICKHOUSE_PASSWORD: 'x' };
    expect(refusal([...URL_ARGS, '--clickhouse-password-file', '/p'], both)).toContain('set one');
    expect(refusal([...URL_ARGS, '--clickhouse-password-file', '/none'])).toContain(
      '/none cannot be read',
    );
  });
});

describe('defaultDataDir', () => {
  it('follows each platform', () => {
    const home = '/users/ada';
    expect(defaultDataDir({ platform: 'linux', env: { XDG_DATA_HOME: '/x' }, home })).toBe(
      '/x/throughline',
    );
    expect(defaultDataDir({ platform: 'linux', env: { XDG_DATA_HOME: 'x' }, home })).toBe(
      '/users/ada/.local/share/throughline',
    );
    expect(defaultDataDir({ platform: 'darwin', env: {}, home })).toBe(
      '/users/ada/Library/Application Support/throughline',
    );
  });
});
