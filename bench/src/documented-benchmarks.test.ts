// The benchmarks that pages name are there, with the arguments that the pages give them. To run them all takes hours.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BENCHMARKS } from './benchmarks.ts';

const ROOT = join(import.meta.dirname, '../..');

const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .map((path) => join('docs', path))
  .concat('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'bench/README.md')
  .filter((path) => path.endsWith('.md'));

const COMMAND = /npm run bench -- ([a-z][a-z-]*)([^\n`#;]*)/g;

const commands = pages.flatMap((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(COMMAND)].map(([, name = '', args = '']) => [path, name, args] as const);
});

it('pages name benchmarks', () => expect(commands.length).toBeGreaterThan(20));

it.each(commands)('%s: %s%s', (_, name, args) => {
  const { usage = '' } = BENCHMARKS[name] ?? {};
  expect(usage).not.toBe('');
  const options = [...args.matchAll(/--[a-z-]+/g)].map(([option]) => option);
  expect(options.filter((option) => !usage.includes(option))).toEqual([]);
});
