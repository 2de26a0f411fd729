import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readStrategies } from './read-strategies.ts';
import { KEPT_FILE, openSamplingStrategies, type SamplingSource } from './sampling-strategies.ts';

/** It comes at once, or late on a machine that is busy. */
const PATIENT = { timeout: 10_000 };

const half = { default_strategy: { type: 'probabilistic', param: 0.5 } } as const;
const all = { default_strategy: { type: 'probabilistic', param: 1 } } as const;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'throughline-sampling-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

async function opened(dataDir: string, file?: string) {
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const source = await openSamplingStrategies({ dataDir, file, logger, watchIntervalMs: 5 });
  onTestFinished(() => source.close());
  return { source, lines };
}

const rateOf = (source: SamplingSource) => source.strategyFor('any');

describe('a file of strategies', () => {
  it('is followed when it changes, and its last good text stays as long as it is wrong', async () => {
    const dataDir = folder();
    const file = join(dataDir, 'strategies.json');
    writeFileSync(file, JSON.stringify(half));
    const { source, lines } = await opened(dataDir, file);
    expect(rateOf(source)).toMatchObject({ samplingRate: 0.5 });
    expect(source.status()).toMatchObject({ source: 'file', file, warnings: [] });

    writeFileSync(file, '{"default_strategy": {"type": "sometimes", "param": 1}}');
    const expected = 'default_strategy.type: expected one of probabilistic, ratelimiting';
    await vi.waitFor(() => expect(source.status().problem).toBe(`${file}: ${expected}`), PATIENT);
    expect(rateOf(source)).toMatchObject({ samplingRate: 0.5 });
    expect(lines.filter((line) => line.includes('"level":50'))).toHaveLength(1);

    rmSync(file);
    await vi.waitFor(
      () => expect(source.status().problem).toMatch('there is no such file'),
      PATIENT,
    );
    expect(rateOf(source)).toMatchObject({ samplingRate: 0.5 });

    // As editors and mounts do it: another file under the same name.
    writeFileSync(`${file}.new`, JSON.stringify(all));
    renameSync(`${file}.new`, file);
    await vi.waitFor(() => expect(rateOf(source)).toMatchObject({ samplingRate: 1 }), PATIENT);
    expect(source.status().problem).toBeUndefined();
  });

  it('that is not there at the start leaves the default until it is', async () => {
    const dataDir = folder();
    const file = join(dataDir, 'later.json');
    const { source } = await opened(dataDir, file);
    expect(source.status()).toMatchObject({
      source: 'default',
      problem: `${file}: there is no such file`,
    });
    expect(rateOf(source)).toMatchObject({ samplingRate: 0.001 });
    writeFileSync(file, JSON.stringify(all));
    await vi.waitFor(() => expect(source.status().source).toBe('file'), PATIENT);
  });

  it('that was wrong is right again with the text that it had before', async () => {
    const dataDir = folder();
    const file = join(dataDir, 'strategies.json');
    writeFileSync(file, JSON.stringify(half));
    const { source } = await opened(dataDir, file);
    writeFileSync(file, 'no JSON');
    await vi.waitFor(() => expect(source.status().problem).toMatch('it is not JSON'), PATIENT);
    writeFileSync(file, JSON.stringify(half));
    await vi.waitFor(() => expect(source.status().problem).toBeUndefined(), PATIENT);
  });

  it('wins over what was put before', async () => {
    const dataDir = folder();
    await (await opened(dataDir)).source.put(all);
    const file = join(dataDir, 'strategies.json');
    writeFileSync(file, JSON.stringify(half));
    expect(rateOf((await opened(dataDir, file)).source)).toMatchObject({ samplingRate: 0.5 });
    expect(rateOf((await opened(dataDir)).source)).toMatchObject({ samplingRate: 1 });
  });
});

describe('strategies that are put', () => {
  it('are in force at once, kept whole, and there after a start', async () => {
    const dataDir = folder();
    const { source } = await opened(dataDir);
    expect(source.answer()).toEqual({ source: 'default', warnings: [], strategies: {} });
    await Promise.all([source.put(half), source.put(all)]);
    expect(rateOf(source)).toMatchObject({ samplingRate: 1 });
    expect(JSON.parse(readFileSync(join(dataDir, KEPT_FILE), 'utf8'))).toEqual(all);
    const again = await opened(dataDir);
    expect(again.source.answer()).toMatchObject({ source: 'api', strategies: all });
  });

  it('are refused when they are wrong, and change nothing', async () => {
    const dataDir = folder();
    const { source } = await opened(dataDir);
    await source.put(half);
    const wrong = { default_strategy: { type: 'probabilistic', param: 2 } } as const;
    await expect(async () => source.put(wrong)).rejects.toThrow('expected a share from 0 to 1');
    expect(rateOf(source)).toMatchObject({ samplingRate: 0.5 });
    expect(JSON.parse(readFileSync(join(dataDir, KEPT_FILE), 'utf8'))).toEqual(half);
  });
});

describe('readStrategies', () => {
  it('passes over keys that it does not know, and says so', () => {
    const text = JSON.stringify({
      ...half,
      comment: 'ours',
      service_strategies: [{ service: 'a', x: 1 }],
    });
    expect(readStrategies(text)).toEqual({
      strategies: { ...half, service_strategies: [{ service: 'a' }] },
      warnings: [
        'comment: there is no such setting; it is not followed',
        'service_strategies.0.x: there is no such setting; it is not followed',
      ],
    });
  });

  it.each([
    ['[]', 'it must be object'],
    ['{"service_strategies":[{}]}', 'service_strategies.0: must have required properties service'],
    [
      '{"default_strategy":{"type":"ratelimiting","param":-1}}',
      'default_strategy.param: must be >= 0',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => readStrategies(text)).toThrow(message);
  });
});
