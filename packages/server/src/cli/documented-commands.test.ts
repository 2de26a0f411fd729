// What the pages of documentation tell people to type: commands are understood, and files are taken.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { samplingTable, strategyFor } from '@throughline/model/jaeger/sampling-strategy';
import { describe, expect, it } from 'vitest';
import { readStrategies } from '../jaeger/sampling/read-strategies.ts';
import { parseExportCommand } from './export-arguments.ts';
import { parseImportCommand } from './import-arguments.ts';

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map((path) => [path, readFileSync(join(DOCS, path), 'utf8')] as const);

function blocks(text: string, language: string): string[] {
  const fences = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...fences].map(([, code = '']) => code);
}

const commands = pages.flatMap(([path, text]) =>
  blocks(text, 'sh').flatMap((code) =>
    [...code.matchAll(/throughline (import|export) ([^\n|>]*)/g)].map(
      ([, verb = '', args = '']) => [path, verb, args.trim().split(/\s+/)] as const,
    ),
  ),
);

describe('files of traces', () => {
  it('are told of', () => expect(commands.length).toBeGreaterThan(4));

  it.each(commands)('in %s, %s %j', (_, verb, args) => {
    const parsed = verb === 'import' ? parseImportCommand(args) : parseExportCommand(args);
    expect(parsed).toBeTypeOf('object');
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
