// The tables of the query benchmark and of the benchmark in Jaeger's set-up.

import type { JaegerSetupResult } from '../jaeger-setup/jaeger-bench.ts';
import type { QuestionResult } from '../query/measure-question.ts';
import type { QuerySize } from '../query/query-bench.ts';
import { figure, type Table } from './table.ts';

export function queryTables(sizes: readonly QuerySize[]): Table[] {
  const [first, ...others] = sizes.map(questionTable);
  if (first === undefined) return [];
  return [...(others.length > 0 ? [growthTable(sizes)] : []), first, ...others];
}

/** p50 and p95 of each question, at each size. */
function growthTable(sizes: readonly QuerySize[]): Table {
  const titles = new Map(
    sizes.flatMap(({ questions }) => questions.map(({ name, title }) => [name, title])),
  );
  return {
    title: 'Queries as data grow: p50, p95 (ms)',
    columns: ['', ...sizes.map(({ spans }) => `${figure(spans)} spans`)],
    rows: [...titles].map(([name, title]) => [
      title,
      ...sizes.map(({ questions }) => {
        const found = questions.find((question) => question.name === name);
        return found === undefined ? '' : middleAndSlow(found);
      }),
    ]),
  };
}

function questionTable({ spans, traces, hours, bytesOnDisk, questions }: QuerySize): Table {
  const disk = figure(bytesOnDisk / 2 ** 20);
  return {
    title: `Queries over ${figure(spans)} spans in ${figure(traces)} traces of ${figure(hours, 1)} hours, ${disk} MiB on disk`,
    columns: ['', 'p50 (ms)', 'p95 (ms)', 'slowest', 'CPU ms: server', '… engine', 'found', 'runs'],
    rows: questions.map(({ title, latencyMs, cpuMs, found, runs }) => [
      title,
      figure(latencyMs.p50, 1),
      figure(latencyMs.p95, 1),
      figure(latencyMs.max, 1),
      figure(cpuMs.server, 1),
      figure(cpuMs.engine, 1),
      figure(found),
      figure(runs),
    ]),
  };
}

function middleAndSlow({ latencyMs }: QuestionResult): string {
  return `${figure(latencyMs.p50, 1)}, ${figure(latencyMs.p95, 1)}`;
}

export function jaegerSetupTable({ spans, figures }: JaegerSetupResult): Table {
  return {
    title: `The set-up of Jaeger's benchmark on ClickHouse: ${figure(spans)} spans`,
    columns: ['', 'Throughline, here', 'Jaeger on ClickHouse, published'],
    rows: figures.map(({ title, measured, published, digits }) => [
      title,
      figure(measured, digits),
      published === undefined ? '' : figure(published),
    ]),
  };
}
