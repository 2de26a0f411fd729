// The three sources together: who wins, what is refused and how it is told.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfigText } from './option-sources.ts';
import { environmentName, OPTION_KEYS, OPTIONS } from './option-table.ts';
import { OptionsError, type ResolvedOptions, resolveOptions } from './resolve-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, `${OPTION_KEYS.length}-${text.length}.yaml`);
  writeFileSync(path, text);
  return path;
}

function resolve(args: readonly string[], env: Record<string, string> = {}): ResolvedOptions {
  return resolveOptions({
    args,
    env,
    workingDir: '/cwd',
    platform: 'linux',
    home: '/users/ada',
    isTerminal: false,
  });
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof OptionsError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('resolveOptions', () => {
  it('has a valid default for every option', () => {
    const { values, given } = resolve([]);
    expect(given.size).toBe(0);
    expect(values).toMatchObject({
      dataDir: '/users/ada/.local/share/throughline',
      host: '127.0.0.1',
      httpPort: 16686,
      otlpHttpPort: 4318,
      otlpGrpcPort: 4317,
      tempoPort: 3200,
      zipkinPort: 9411,
      jaegerHttpPort: 14_268,
      jaegerGrpcPort: 14_250,
      jaegerCompactPort: 6831,
      jaegerBinaryPort: 6832,
      jaegerQueryPort: 16_685,
      jaegerSamplingPort: 5778,
      jaegerSamplingGrpcPort: 5779,
      samplingStrategiesFile: undefined,
      corsOrigins: ['*'],
      logFormat: 'json',
      clickhouseUrl: undefined,
    });
  });

  it('lets a flag win over a variable, a variable over the file, the file over the default', () => {
    const path = fileWith('http-port: 1001\notlp-http-port: 1002\notlp-grpc-port: 1003\n');
    const { values } = resolve(['--config', path, '--http-port=3001'], {
      THROUGHLINE_HTTP_PORT: '2001',
      THROUGHLINE_OTLP_HTTP_PORT: '2002',
    });
    expect(values.httpPort).toBe(3001);
    expect(values.otlpHttpPort).toBe(2002);
    expect(values.otlpGrpcPort).toBe(1003);
    expect(values.host).toBe('127.0.0.1');
  });

  it('finds the config file by variable, and counts its paths from its folder', () => {
    const path = fileWith('data-dir: spans\n');
    expect(resolve([], { THROUGHLINE_CONFIG: path }).values.dataDir).toBe(join(folder, 'spans'));
    expect(resolve(['--data-dir', 'spans']).values.dataDir).toBe('/cwd/spans');
  });

  it('tells all problems at once, each with its source, its value and what is right', () => {
    const path = fileWith('\nlog-level: loud\nhtpp-port: 1\n');
    const args = ['--config', path, '--port-offset', '-1', '--hots=x', '--log-format'];
    expect(problemsOf(() => resolve(args, { THROUGHLINE_HTTP_PORT: 'abc' }))).toEqual([
      `${path}:3: "htpp-port" is not an option; did you mean http-port?`,
      '--hots is not an option; did you mean --host?',
      '--log-format needs a value: one of pretty, json',
      '--port-offset: "-1" is not valid; expected a whole number from 0 to 45000',
      'THROUGHLINE_HTTP_PORT: "abc" is not valid; expected a port from 1 to 65535, 0 for any free ' +
        'one, or off',
      `${path}:2 log-level: "loud" is not valid; expected one of fatal, error, warn, info, debug, ` +
        'trace',
    ]);
  });

  it('refuses an option given twice, unless it is a list', () => {
    expect(problemsOf(() => resolve(['--http-port', '1', '--http-port', '2']))[0]).toBe(
      '--http-port is given 2 times (1, 2); give it once',
    );
    const { values } = resolve(['--cors-origins', 'http://a', '--cors-origins', 'http://b']);
    expect(values.corsOrigins).toEqual(['http://a', 'http://b']);
  });

  it('takes no secret from the command line, and shows none', () => {
    const [problem] = problemsOf(() => resolve(['--clickhouse-password', 'hunter2']));
    expect(problem).toContain('THROUGHLINE_CLICKHOUSE_PASSWORD');
    expect(problem).not.toContain('hunter2');
    const variables = { THROUGHLINE_CLICKHOUSE_PASSWORD: 'hunter2' };
    expect(resolve([], variables).values.clickhousePassword).toBe('hunter2');
  });

  it('warns of an unknown variable instead of failing', () => {
    expect(resolve([], { THROUGHLINE_DATADIR: 'x' }).warnings).toEqual([
      'THROUGHLINE_DATADIR is set, but there is no such option; did you mean THROUGHLINE_DATA_DIR?',
    ]);
  });

  it('says when the config file is missing or is no config', () => {
    expect(problemsOf(() => resolve(['--config', '/none.yaml']))[0]).toBe(
      '--config: /none.yaml cannot be read: there is no such file',
    );
    expect(parseConfigText('a: [', 'f.yaml').problems[0]).toContain('f.yaml:1: not YAML');
    expect(parseConfigText('- a', 'f.yaml').problems[0]).toContain('expected lines such as');
    expect(parseConfigText('host: {a: 1}', 'f.yaml').problems[0]).toContain('needs a plain value');
    expect(parseConfigText('host: [a]', 'f.yaml').problems).toEqual([]);
    expect(parseConfigText('', 'f.yaml')).toMatchObject({ options: [], problems: [] });
  });
});

describe('the option table', () => {
  it('names every option once, in kebab-case', () => {
    const names = OPTION_KEYS.map((key) => OPTIONS[key].name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const key of OPTION_KEYS) {
      const camel = OPTIONS[key].name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
      expect(camel).toBe(key);
    }
  });

  it('gives a secret a file beside it, since it has no flag', () => {
    const names = OPTION_KEYS.map((key) => OPTIONS[key].name);
    for (const key of OPTION_KEYS.filter((key) => OPTIONS[key].secret === true)) {
      expect(names).toContain(`${OPTIONS[key].name}-file`);
    }
  });

  it('makes variables of names', () => {
    expect(environmentName('otlp-http-port')).toBe('THROUGHLINE_OTLP_HTTP_PORT');
  });
});
