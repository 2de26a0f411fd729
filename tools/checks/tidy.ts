// What a reader would otherwise have to remember: rules about the text of a file that the compiler
// and the linter do not know. Pure: it is given a path and a text. What it forbids is spelled in
// pieces, so that it does not find itself.

import { basename } from 'node:path';
import type { SourceFile } from './workspaces.ts';

/** Beyond this a file has more than one subject. */
const FILE_LINES_MAX = 600;

/** A header says what the file is; what is longer belongs into a document. */
const HEADER_LINES_MAX = 10;

interface Banned {
  readonly pattern: RegExp;
  readonly instead: string;
}

const BANNED: readonly Banned[] = [
  { pattern: /\bTO(?:)DO\b(?! \(#\d+\))/, instead: 'do it, or write the number of its issue' },
  { pattern: /\bFIX(?:)ME\b/, instead: 'fix it' },
  { pattern: /\b(?:it|test|describe)\.on(?:)ly\b/, instead: 'run one test with "-t" instead' },
  { pattern: /\b(?:it|test|describe)\.sk(?:)ip\(/, instead: 'use skipIf and print the reason' },
  { pattern: /\bdebug(?:)ger\b;/, instead: 'remove it' },
  { pattern: /@ts-ig(?:)nore|@ts-no(?:)check/, instead: 'make the types right' },
  {
    pattern: /(?<![\w.~-])\/(?:wo(?:)rk|ro(?:)ot|ho(?:)me|Use(?:)rs)\/\w/,
    instead: 'name no folder of one machine',
  },
];

/** Plain-text rules for every source file; one sentence per finding. */
export function tidyProblems(file: SourceFile): string[] {
  const lines = file.text.split('\n');
  const problems = [...headerProblems(file, lines), ...bannedProblems(lines)];
  if (lines.length > FILE_LINES_MAX) {
    problems.push(`${lines.length} lines: split it (at most ${FILE_LINES_MAX})`);
  }
  if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(basename(file.path))) {
    problems.push('name it in kebab-case');
  }
  return problems.map((problem) => `${file.path}: ${problem}`);
}

function headerProblems(file: SourceFile, lines: readonly string[]): string[] {
  // A test says by its name what it is about.
  if (/\.test\.tsx?$/.test(file.path)) return [];
  const first = lines[0]?.startsWith('#!') ? 1 : 0;
  const missing = 'begin with a comment that says what the file is, and what it is not';
  const opening = lines[first] ?? '';
  if (opening.startsWith('/*')) {
    const end = lines.findIndex((line, index) => index >= first && line.includes('*/'));
    return end - first + 1 > HEADER_LINES_MAX ? [tooLong(end - first + 1)] : [];
  }
  const sign = file.path.endsWith('.py') ? '#' : '//';
  if (!opening.startsWith(sign)) return [missing];
  const end = lines.findIndex((line, index) => index >= first && !line.startsWith(sign));
  return end - first > HEADER_LINES_MAX ? [tooLong(end - first)] : [];
}

function tooLong(lines: number): string {
  return `a header of ${lines} lines: say it in ${HEADER_LINES_MAX}, or in docs/`;
}

function bannedProblems(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) =>
    BANNED.filter(({ pattern }) => pattern.test(line)).map(({ pattern, instead }) => {
      const found = pattern.exec(line)?.[0] ?? '';
      return `line ${index + 1}: "${found}": ${instead}`;
    }),
  );
}

/** One title per document, so that it reads as one. Lines in code blocks are not titles. */
export function markdownProblems(file: SourceFile): string[] {
  const prose = file.text.replace(/^```[\s\S]*?^```/gm, '');
  const titles = prose.match(/^# .+$/gm) ?? [];
  const problems = bannedProblems(file.text.split('\n'));
  if (titles.length !== 1) problems.push(`${titles.length} titles ("# …") instead of one`);
  return problems.map((problem) => `${file.path}: ${problem}`);
}
