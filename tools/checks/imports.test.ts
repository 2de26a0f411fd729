// The direction of imports, over the whole tree, and proof that the check sees what is wrong.

import { describe, expect, it } from 'vitest';
import { importProblems, importsOf } from './imports.ts';
import { readFiles, readManifest, readWorkspaces, type Workspace } from './workspaces.ts';

const storage: Workspace = {
  folder: 'packages/storage',
  manifest: {
    name: '@throughline/storage',
    version: '0.1.0',
    dependencies: { '@throughline/model': '0.1.0', chdb: '3.4.0' },
    devDependencies: { tap: '1.0.0' },
  },
};

function problemsOf(path: string, text: string, workspace = storage): string[] {
  return importProblems({ path, text }, workspace, { vitest: '4.0.0' });
}

describe('imports', () => {
  it('are allowed by the table, everywhere', () => {
    const rootDev = readManifest('.').devDependencies ?? {};
    const problems = readWorkspaces().flatMap((workspace) =>
      readFiles(['.ts', '.tsx', '.mjs'], workspace.folder).flatMap((file) =>
        importProblems(file, workspace, rootDev),
      ),
    );
    expect(problems).toEqual([]);
  });

  it('are found in every form', () => {
    const text = [
      "import { a,\n  b } from 'one';",
      "import type { C } from 'two';",
      "import 'three';",
      "export { d } from 'four';",
      `const e = await imp${'ort'}('five');`,
      "// import { f } from 'six';",
      "/* import { g } from 'seven'; */",
    ].join('\n');
    expect(importsOf(text)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });
});

describe('the import check', () => {
  const file = 'packages/storage/src/read/read.ts';

  it('takes what is declared', () => {
    const text = "import { a } from '@throughline/model/base/hex';\nimport chdb from 'chdb';";
    expect(problemsOf(file, text)).toEqual([]);
    expect(problemsOf('packages/storage/src/a.test.ts', "import 'vitest';\nimport 'tap';")).toEqual(
      [],
    );
  });

  it.each([
    ['a package above it', "import '@throughline/server/main';", 'may not import'],
    ['an undeclared npm package', "import 'left-pad';", 'not in the dependencies'],
    ['a tool in product code', "import 'tap';", 'not in the dependencies'],
    ['a neighbour by path', "import '../../../model/src/x.ts';", 'stays in its package'],
    ['test helpers', "import '../testing/engine.ts';", 'only tests'],
  ])('refuses %s', (_, text, reason) => {
    expect(problemsOf(file, text)).toEqual([expect.stringContaining(reason)]);
  });

  it('keeps Node.js out of the pure packages', () => {
    const model: Workspace = { ...storage, folder: 'packages/model' };
    const text = "import { readFileSync } from 'node:fs';";
    expect(problemsOf('packages/model/src/a.ts', text, model)).toHaveLength(1);
    expect(problemsOf('packages/model/src/a.test.ts', text, model)).toEqual([]);
  });
});
