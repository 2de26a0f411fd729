// `throughline services`: asks a running server how its services fare, or the operations of one, and prints a table
// or the JSON of the API.

import { sayDuration, sayShare } from '@throughline/analysis/text/say';
import type { ServiceAnswer } from '@throughline/model/api/service';
import type { RequestFigures, ServicesAnswer } from '@throughline/model/api/services';
import { amount } from './amount.ts';
import { askServer, sentenceOf } from './ask-server.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import { onOneLine } from './on-one-line.ts';
import type { ServicesCommand } from './services-arguments.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';

/** Longer than a query may take, so that the server's own answer arrives. */
const REQUEST_TIMEOUT_MS = 60_000;

export async function servicesCommand(
  { url, service, parameters, json }: ServicesCommand,
  terminal: Pick<Terminal, 'print' | 'complain'>,
): Promise<number> {
  const path = service === undefined ? 'services' : `services/${encodeURIComponent(service)}`;
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const query = new URLSearchParams(parameters).toString();
    const answer = await askServer(url, `${path}?${query}`, { signal });
    if (json) terminal.print(JSON.stringify(answer, undefined, 2));
    else if (service === undefined) printLines(servicesLines(answer as ServicesAnswer), terminal);
    else printLines(operationsLines(answer as ServiceAnswer), terminal);
    return EXIT_OK;
  } catch (error) {
    terminal.complain(sentenceOf(error));
    return EXIT_FAILURE;
  }
}

function printLines(lines: readonly string[], { print }: Pick<Terminal, 'print'>): void {
  for (const line of lines) print(line);
}

const FIGURES_HEAD = ['RATE', 'ERRORS', 'P50', 'P95', 'P99'];
const NUMBERS = new Set([...FIGURES_HEAD, 'SPANS']);

function servicesLines({ services }: ServicesAnswer): string[] {
  if (services.length === 0) return ['no service sent spans in this range'];
  const rows = services.map(({ name, spanCount, figures }) => [
    onOneLine(name),
    ...(figures === undefined ? FIGURES_HEAD.map(() => '') : figuresCells(figures.requests)),
    String(spanCount),
    figures?.basis === 'spans' ? 'takes no requests: of all its spans' : '',
  ]);
  const table = textTable(['SERVICE', ...FIGURES_HEAD, 'SPANS', ''], NUMBERS, rows);
  return [...table, '', amount(services.length, 'service')];
}

function operationsLines({
  service,
  figures,
  operations,
  operationCount,
}: ServiceAnswer): string[] {
  if (figures === undefined) return [`${onOneLine(service)} sent no spans in this range`];
  const rows = operations.map(({ name, kind, requests }) => [
    onOneLine(name),
    kind,
    ...figuresCells(requests),
  ]);
  const all = `${amount(operationCount, 'operation')} of ${onOneLine(service)}`;
  return [
    ...textTable(['OPERATION', 'KIND', ...FIGURES_HEAD], NUMBERS, [
      ...rows,
      ['all requests', '', ...figuresCells(figures.requests)],
    ]),
    '',
    operations.length < operationCount
      ? `the ${operations.length} that took the most time, of ${all}`
      : all,
  ];
}

function figuresCells(requests: RequestFigures): string[] {
  const { ratePerSecond, errorShare, p50Ns, p95Ns, p99Ns } = requests;
  const duration = (ns: number | undefined) => (ns === undefined ? '-' : sayDuration(ns));
  return [
    `${threeDigits(ratePerSecond)}/s`,
    errorShare === undefined ? '-' : sayShare(errorShare),
    ...[p50Ns, p95Ns, p99Ns].map(duration),
  ];
}

function threeDigits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
