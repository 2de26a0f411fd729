// How the engine's process is started. That it then runs: embedded-engine.integration.test.ts.

import { describe, expect, it } from 'vitest';
import { engineChildCommand, engineChildEnvironment } from './child-command.ts';

describe('engineChildCommand', () => {
  it('runs the TypeScript source in the repository, wherever it is called from', () => {
    const command = engineChildCommand();
    expect(command.file).toBe(process.execPath);
    expect(command.arguments[0]).toBe('--import');
    expect(command.arguments[1]).toMatch(/^file:.*\/tsx\//);
    expect(command.arguments[2]).toMatch(/\/engine\/child\.ts$/);
  });

  it('runs the bundle beside the program in the published package', () => {
    const command = engineChildCommand('file:///opt/with%20space/dist/throughline.js');
    expect(command.arguments).toEqual(['/opt/with space/dist/engine-child.js']);
  });
});

describe('engineChildEnvironment', () => {
  it('hands on what programs need, and none of our settings', () => {
    const environment = engineChildEnvironment({
      PATH: '/bin',
      NODE_OPTIONS: '--inspect',
      THROUGHLINE_CLICKHOUSE_PASSWORD: 'secret',
      OTEL_SERVICE_NAME: 'x',
    });
    expect(environment).toEqual({ PATH: '/bin' });
  });
});
