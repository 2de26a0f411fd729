// Readiness and status: each reason not to be ready, and an engine that never answers.

import { silentLogger } from '@throughline/storage/contract/logger';
import type { StoreHealth } from '@throughline/storage/contract/span-store';
import { describe, expect, it } from 'vitest';
import { createServerState, type ServerStateParts } from './server-state.ts';

function stateWith(parts: Partial<ServerStateParts>) {
  return createServerState({
    version: '1.2.3',
    stopping: new AbortController().signal,
    engine: {
      kind: 'embedded',
      state: () => 'ready',
      problem: () => undefined,
    },
    dataDir: '/data',
    store: {
      health: async () => ({ ready: true, engineVersion: '26.7.1' }),
      alarm: async () => undefined,
    },
    logger: silentLogger,
    listeners: [{ name: 'http', purpose: 'web UI and API', url: 'http://127.0.0.1:16686' }],
    sampling: { status: () => ({ source: 'api', warnings: [] }) },
    ...parts,
  });
}

describe('createServerState', () => {
  it('is ready when engine and store are', async () => {
    expect(await stateWith({}).readiness()).toEqual({ ready: true, reasons: [] });
    expect(await stateWith({}).status()).toEqual({
      version: '1.2.3',
      startedAt: expect.stringMatching(/Z$/),
      listeners: [{ name: 'http', purpose: 'web UI and API', url: 'http://127.0.0.1:16686' }],
      engine: { kind: 'embedded', state: 'ready', version: '26.7.1' },
      sampling: { source: 'api', warnings: [] },
      dataDir: '/data',
    });
  });

  it('is not ready while stopping, without the engine, or without the store', async () => {
    expect(await stateWith({ stopping: AbortSignal.abort() }).readiness()).toEqual({
      ready: false,
      reasons: ['the server is stopping'],
    });
    const engine = {
      kind: 'embedded',
      state: () => 'restarting',
      problem: () => 'the embedded engine is restarting: it died',
    } as const;
    expect((await stateWith({ engine }).readiness()).reasons).toEqual([engine.problem()]);
    const store = {
      health: async () => ({ ready: false, reason: 'no answer' }),
      alarm: async () => undefined,
    };
    expect((await stateWith({ store }).readiness()).reasons).toEqual(['no answer']);
  });

  it('says that room runs out, whether the engine answers or not', async () => {
    const alarm = async () => 'the spool is 85 % full; soon spans will be refused';
    const health = async () => ({ ready: true });
    expect(await stateWith({ store: { health, alarm } }).readiness()).toEqual({
      ready: false,
      reasons: ['the spool is 85 % full; soon spans will be refused'],
    });
    const hanging = { health: () => new Promise<StoreHealth>(() => {}), alarm };
    const { reasons } = await stateWith({ store: hanging, healthTimeoutMs: 1 }).readiness();
    expect(reasons).toEqual([
      'the storage engine did not answer within 0.001 s',
      'the spool is 85 % full; soon spans will be refused',
    ]);
  });

  it('logs when it is no longer ready, and when it is again, once each', async () => {
    const alarms = ['the disk has 200 MiB left', 'the disk has 190 MiB left', undefined, undefined];
    const store = { health: async () => ({ ready: true }), alarm: async () => alarms.shift() };
    const lines: unknown[] = [];
    const logger = {
      ...silentLogger,
      warn: (details: object, message: string) => lines.push({ message, ...details }),
      info: (_details: object, message: string) => lines.push({ message }),
    };
    const state = stateWith({ store, logger });
    for (let time = 0; time < 4; time++) await state.readiness();
    expect(lines).toEqual([
      { message: 'not ready', reasons: ['the disk has 200 MiB left'] },
      { message: 'ready again' },
    ]);
  });

  it('answers although the engine hangs', async () => {
    const store = {
      health: () => new Promise<StoreHealth>(() => {}),
      alarm: async () => undefined,
    };
    const state = stateWith({ store, healthTimeoutMs: 1 });
    expect(await state.readiness()).toEqual({
      ready: false,
      reasons: ['the storage engine did not answer within 0.001 s'],
    });
    expect((await state.status()).engine).toEqual({ kind: 'embedded', state: 'ready' });
  });
});
