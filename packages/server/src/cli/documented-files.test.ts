// What the pages of documentation tell people to write into files is understood: options, and strategies of sampling. What
// they tell people to type is in e2e/documented-examples.test.ts.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { samplingTable, strategyFor } from '@throughline/model/jaeger/sampling-strategy';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveOptions } from '../config/resolve-options.ts';
import { readStrategies } from '../jaeger/sampling/read-strategies.ts';

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map((path) => [path, readFileSync(join(DOCS, path), 'utf8')] as const);

function blocks(text: string, language: string): string[] {
  const fences = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...fences].map(([, code = '']) => code);
}

describe('options in YAML', () => {
  const files = pages
    // Grafana's own.
    .filter(([path]) => path !== 'grafana.md')
    .flatMap(([path, text]) => blocks(text, 'yaml').map((yaml) => [path, yaml] as const));

  it('are on the pages about findings, redaction and retention', () => {
    expect(files.map(([path]) => path)).toEqual(
      expect.arrayContaining(['analysis.md', 'redaction.md', 'retention.md']),
    );
  });

  it.each(files)('in %s', (_, yaml) => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-options-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'throughline.yaml');
    writeFileSync(path, yaml);
    const { given, warnings } = resolveOptions({
      ...{ args: ['--config', path], workingDir: folder, env: {} },
      ...{ platform: 'linux', home: folder, isTerminal: false },
    });
    expect(warnings).toEqual([]);
    expect(given.size).toBeGreaterThan(1);
  });
});

it('the strategies of the page on Jaeger are followed', () => {
  const text = pages.find(([path]) => path === 'migrating-from-jaeger.md')?.[1] ?? '';
  const [file = ''] = blocks(text, 'json');
  const { strategies, warnings } = readStrategies(file);
  const table = samplingTable(strategies);
  expect([...warnings, ...table.warnings]).toEqual([]);
  expect(strategyFor(table, 'checkout')).toMatchObject({
    samplingRate: 1,
    operations: { operations: [{ operation: 'GET /health', samplingRate: 0 }] },
  });
  expect(strategyFor(table, 'import')).toMatchObject({ maxTracesPerSecond: 5 });
});
