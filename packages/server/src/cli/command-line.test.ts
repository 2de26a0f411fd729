// Verbs, help, the version check and the banner: all that the command says without starting anything.

import { describe, expect, it } from 'vitest';
import { OPTION_KEYS, OPTIONS } from '../config/option-table.ts';
import { banner } from './banner.ts';
import { parseCommandLine } from './command-line.ts';
import { helpText } from './help-text.ts';
import { unsupportedNode } from './node-version.ts';

describe('parseCommandLine', () => {
  it('serves when no verb is given', () => {
    expect(parseCommandLine([])).toEqual({ verb: 'serve', args: [] });
    expect(parseCommandLine(['--host', 'x'])).toEqual({ verb: 'serve', args: ['--host', 'x'] });
    expect(parseCommandLine(['serve', '--host', 'x'])).toEqual({
      verb: 'serve',
      args: ['--host', 'x'],
    });
  });

  it('knows the usual flags for help and version', () => {
    expect(parseCommandLine(['serve', '--help'])).toEqual({ verb: 'help', args: [] });
    expect(parseCommandLine(['-h'])).toEqual({ verb: 'help', args: [] });
    expect(parseCommandLine(['--version'])).toEqual({ verb: 'version', args: [] });
  });

  it('guesses a mistyped verb, and lists them otherwise', () => {
    expect(parseCommandLine(['srve'])).toBe('there is no command "srve"; did you mean serve?');
    expect(parseCommandLine(['query'])).toBe(
      'there is no command "query"; there are serve, find, trace, compare, services, import, export, delete, spool, version, help',
    );
  });
});

describe('helpText', () => {
  it('has every option, within 90 columns', () => {
    const help = helpText('1.2.3');
    expect(help).toContain('Throughline 1.2.3');
    for (const key of OPTION_KEYS) expect(help).toContain(`\n  --${OPTIONS[key].name} <`);
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(90);
  });
});

describe('unsupportedNode', () => {
  it('names the version found and the one needed', () => {
    expect(unsupportedNode('18.20.4')).toBe(
      'needs Node.js 20.19 or newer, and this is 18.20.4; get a newer one from https://nodejs.org',
    );
    expect(unsupportedNode('20.18.3')).toContain('20.18.3');
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '26.1.0']) {
      expect(unsupportedNode(version)).toBeUndefined();
    }
  });
});

describe('banner', () => {
  const status = {
    version: '1.2.3',
    startedAt: '2026-01-31T12:00:00.000Z',
    listeners: [
      { name: 'http', url: 'http://127.0.0.1:16686', purpose: 'web UI and API' },
      { name: 'otlp-http', url: 'http://127.0.0.1:4318', purpose: 'OTLP over HTTP' },
    ],
    engine: { kind: 'embedded', state: 'ready', version: '26.7.1' } as const,
    sampling: { source: 'default' as const, warnings: [] },
    dataDir: '/data',
  };

  it('says where everything is', () => {
    expect(banner(status, 'pretty')).toBe(`
Throughline 1.2.3 is running

  http://127.0.0.1:16686  web UI and API
  http://127.0.0.1:4318   OTLP over HTTP

  data in /data
  engine ClickHouse 26.7.1, embedded

  Ctrl-C stops it

`);
  });

  it('is one line of JSON for programs', () => {
    const line = banner(status, 'json');
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const { startedAt: _, sampling: _sampling, ...rest } = status;
    expect(JSON.parse(line)).toEqual({ event: 'started', ...rest });
  });
});
