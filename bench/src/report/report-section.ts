// The measured part of docs/benchmarks.md, from the published results: nothing in it is typed by hand.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BenchResult, readBenchResult } from './bench-result.ts';
import { runInWords } from './print-result.ts';
import { promisesTable } from './promises.ts';
import { resultTables } from './result-tables.ts';
import { markdownTable, type Table } from './table.ts';

const START = '<!-- measured: written by "npm run bench -- report" -->';
const END = '<!-- end of measured -->';

/** What is published, each in a file of that name, in the order of the page. */
export const PUBLISHED = [
  'ingest',
  'profile',
  'grow',
  'soak',
  'codec',
  'query',
  'jaeger-setup',
  'web',
] as const;
export type Published = (typeof PUBLISHED)[number];

export function publishedNameOf(result: BenchResult): Published {
  return result.kind === 'ingest' && result.profiles !== undefined ? 'profile' : result.kind;
}

/** The page with its measured part made anew. */
export function withMeasured(page: string, results: readonly BenchResult[]): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the page has no place for what was measured`);
  return `${page.slice(0, start + START.length)}\n\n${measuredSection(results)}\n\n${page.slice(end)}`;
}

function measuredSection(results: readonly BenchResult[]): string {
  const parts = results.flatMap((result) => {
    const { run } = result;
    const tables =
      publishedNameOf(result) === 'profile' ? profileTables(result) : resultTables(result);
    const [first, ...rest] = tables;
    if (first === undefined) return [];
    const command = `\`npm run bench -- ${run.arguments.join(' ')}\``;
    return [
      section(first, [command, `${runInWords(result)}.`]),
      ...rest.map((one) => section(one)),
    ];
  });
  return [section(promisesTable(results)), ...parts].join('\n\n');
}

/** A profiled run's other figures are those of a slower server. */
function profileTables(result: BenchResult): Table[] {
  return resultTables(result).filter(({ title }) => title.includes('CPU goes'));
}

function section(table: Table, prose: readonly string[] = []): string {
  return [`### ${table.title}`, ...prose, markdownTable(table)].join('\n\n');
}

export function readPublished(folder: URL): BenchResult[] {
  return PUBLISHED.flatMap((name) => {
    const file = new URL(`${name}.json`, folder);
    return existsSync(file) ? [readBenchResult(fileURLToPath(file))] : [];
  });
}
