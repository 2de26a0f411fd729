// Cases in the files of testdata/analysis: a drawn trace, the usual one to hold it against where the case
// is about that, and what is expected of the analysis. The format: docs/analysis.md, "Drawn traces".

import { readdirSync, readFileSync } from 'node:fs';
import { type Drawing, drawTrace } from './draw-trace.ts';

export interface TraceCase {
  readonly file: string;
  readonly name: string;
  readonly trace: Drawing;
  /** Each stands for as many traces as it says, one after the other. */
  readonly usual: readonly { readonly count: number; readonly drawing: Drawing }[];
  /** By what is expected (`finding`, `culprit`, `repair`, `path`): the texts, in order. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
}

const FOLDER = new URL('../../../../testdata/analysis/', import.meta.url);

export function readTraceCases(): TraceCase[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.traces'));
  return files
    .sort()
    .flatMap((file) => parseCases(file, readFileSync(new URL(file, FOLDER), 'utf8')));
}

export function parseCases(file: string, text: string): TraceCase[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((part) => parseCase(file, part.split('\n')));
}

const UNITS_NS: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9 };

function parseCase(file: string, [name = '', ...lines]: readonly string[]): TraceCase {
  let unitNs = 1e6;
  let lastUsual: { count: number; lines: string[] } | undefined;
  const usual: { count: number; lines: string[] }[] = [];
  const drawn: string[] = [];
  const expected = new Map<string, string[]>();
  for (const line of lines) {
    const [word = '', second = '', third = ''] = line.split(/\s+/);
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.trimEnd().endsWith('|')) (lastUsual?.lines ?? drawn).push(line);
    else if (word === 'unit') unitNs = Number(second) * (UNITS_NS[third] ?? Number.NaN);
    else if (word === 'usual') {
      lastUsual = { count: Number(second), lines: [] };
      usual.push(lastUsual);
    } else if (word === 'trace') lastUsual = undefined;
    else if (word === 'expect') {
      const text = line.slice(line.indexOf(':') + 1).trim();
      const key = second.replace(':', '');
      expected.set(key, [...(expected.get(key) ?? []), text]);
    } else throw new Error(`${file}, ${name}: not understood: ${line}`);
  }
  return {
    file,
    name,
    trace: drawTrace(drawn, unitNs),
    usual: usual.map(({ count, lines: usualLines }) => ({
      count,
      drawing: drawTrace(usualLines, unitNs),
    })),
    expected,
  };
}
