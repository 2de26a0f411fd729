// The tidy rules over the whole tree, and proof that each of them can fail.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../bootstrap/paths.mjs';
import { markdownProblems, tidyProblems } from './tidy.ts';
import { readFiles, readWorkspaces } from './workspaces.ts';

describe('the tree', () => {
  it('has tidy sources', () => {
    expect(readFiles(['.ts', '.tsx', '.mjs', '.css', '.py']).flatMap(tidyProblems)).toEqual([]);
  });

  it('has tidy documents', () => {
    expect(readFiles(['.md']).flatMap(markdownProblems)).toEqual([]);
  });

  it('says in every package what the package is', () => {
    const silent = readWorkspaces().filter(
      ({ folder }) => !existsSync(join(ROOT, folder, 'README.md')),
    );
    expect(silent.map(({ folder }) => folder)).toEqual([]);
  });

  it('has documents whose links lead somewhere', () => {
    expect(readFiles(['.md']).flatMap(brokenLinks)).toEqual([]);
  });
});

function brokenLinks(file: { path: string; text: string }): string[] {
  const prose = file.text.replace(/^```[\s\S]*?^```/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !existsSync(join(ROOT, file.path, '..', link)))
    .map((link) => `${file.path}: links to "${link}", which is not there`);
}

describe('the tidy check', () => {
  const header = '// What it is.\n';

  it('takes a tidy file', () => {
    expect(tidyProblems({ path: 'a/kebab-case.test.ts', text: `${header}const a = 1;` })).toEqual(
      [],
    );
  });

  it.each([
    ['no header', 'a/a.ts', 'const a = 1;', 'begin with a comment'],
    ['a header without an end', 'a/a.ts', '// x\n'.repeat(11), 'a header of 11 lines'],
    ['a long file', 'a/a.ts', header + '\n'.repeat(600), 'split it'],
    ['another case', 'a/camelCase.ts', header, 'kebab-case'],
    ['an open end', 'a/a.ts', `${header}// ${'TO'}DO later`, 'do it'],
    ['a broken end', 'a/a.ts', `${header}// ${'FIX'}ME`, 'fix it'],
    ['a lonely test', 'a/a.ts', `${header}it${'.only'}('a')`, 'run one test'],
    ['a silent skip', 'a/a.ts', `${header}it${'.skip'}('a')`, 'skipIf'],
    ['a machine', 'a/a.ts', `${header}'/${'home'}/me'`, 'no folder of one machine'],
  ])('refuses %s', (_, path, text, reason) => {
    expect(tidyProblems({ path, text })).toEqual([expect.stringContaining(reason)]);
  });

  it('takes an open end that has an issue', () => {
    const text = `${header}// ${'TO'}DO (#12) also for UDP`;
    expect(tidyProblems({ path: 'a/a.ts', text })).toEqual([]);
  });

  it('wants one title per document', () => {
    const text = '# One\n\n```sh\n# a comment\n```\n';
    expect(markdownProblems({ path: 'a.md', text })).toEqual([]);
    expect(markdownProblems({ path: 'a.md', text: `${text}\n# Two\n` })).toHaveLength(1);
  });
});
