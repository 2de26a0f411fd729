// Who may import whom. The table is the architecture; the rest finds the imports that break it.
// Pure: it is given files and package.json contents, so that its own test can show it what is wrong.

import { posix } from 'node:path';
import type { SourceFile, Workspace } from './workspaces.ts';

interface Rule {
  /** Our own packages that it may import. */
  readonly imports: readonly string[];
  /** Whether it may use Node.js itself. */
  readonly node: boolean;
}

/** One row per workspace; a workspace without a row is an error. */
export const IMPORT_TABLE: Readonly<Record<string, Rule>> = {
  'packages/model': { imports: [], node: false },
  'packages/analysis': { imports: ['@throughline/model'], node: false },
  'packages/traceql': { imports: ['@throughline/model'], node: false },
  'packages/storage': { imports: ['@throughline/model', '@throughline/traceql'], node: true },
  'packages/server': {
    imports: [
      '@throughline/model',
      '@throughline/analysis',
      '@throughline/storage',
      '@throughline/traceql',
    ],
    node: true,
  },
  'packages/web': {
    imports: ['@throughline/model', '@throughline/analysis', '@throughline/traceql'],
    node: false,
  },
  // The shop is a user of Throughline: it knows OTLP and nothing of ours.
  demo: { imports: [], node: true },
  bench: {
    imports: [
      '@throughline/model',
      '@throughline/storage',
      '@throughline/server',
      '@throughline/tools',
      '@throughline/traceql',
    ],
    node: true,
  },
  e2e: {
    imports: [
      '@throughline/model',
      '@throughline/storage',
      '@throughline/tools',
      '@throughline/traceql',
    ],
    node: true,
  },
  tools: { imports: ['@throughline/model', '@throughline/server'], node: true },
};

/** Runs in Node.js, and is not part of what the package is. */
const TEST_OR_CONFIG = /\.(test|config)\.tsx?$|(^|\/)testing\//;

/** May use the helpers for tests that other workspaces keep in `testing/`. */
const USES_TESTING = /^(bench|e2e|tools)\/|\.test\.tsx?$|\/testing\//;

const STATEMENT = /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*['"]([^'"]+)['"]/gm;
const CALL = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** The specifiers of a file's imports and re-exports, static and dynamic. */
export function importsOf(text: string): string[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [STATEMENT, CALL].flatMap((pattern) =>
    [...withoutComments.matchAll(pattern)].map((match) => match[1] ?? ''),
  );
}

/** `@scope/name/deep/path` → `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** One sentence per import that is not allowed. */
export function importProblems(
  file: SourceFile,
  workspace: Workspace,
  rootDevDependencies: Readonly<Record<string, string>>,
): string[] {
  const rule = IMPORT_TABLE[workspace.folder];
  if (rule === undefined) return [`${workspace.folder}: has no row in the import table`];
  const check = (specifier: string): string | undefined => {
    if (specifier.startsWith('.')) return relativeProblem(file, workspace, specifier);
    if (specifier.startsWith('node:')) {
      const allowed = rule.node || TEST_OR_CONFIG.test(file.path);
      return allowed ? undefined : 'this package knows no Node.js';
    }
    if (specifier.startsWith('@throughline/')) {
      return ownPackageProblem(file, workspace, rule, specifier);
    }
    return npmProblem(file, workspace, packageOf(specifier), rootDevDependencies);
  };
  return importsOf(file.text).flatMap((specifier) => {
    const problem = check(specifier);
    return problem === undefined ? [] : [`${file.path}: imports "${specifier}": ${problem}`];
  });
}

function relativeProblem(
  file: SourceFile,
  workspace: Workspace,
  specifier: string,
): string | undefined {
  const target = posix.join(posix.dirname(file.path), specifier);
  if (!target.startsWith(`${workspace.folder}/`)) return 'a relative import stays in its package';
  if (target.includes('/testing/') && !USES_TESTING.test(file.path)) {
    return 'only tests use what is in testing/';
  }
  return undefined;
}

function ownPackageProblem(
  file: SourceFile,
  workspace: Workspace,
  rule: Rule,
  specifier: string,
): string | undefined {
  const name = packageOf(specifier);
  if (!rule.imports.includes(name)) return `${workspace.folder} may not import ${name}`;
  if (workspace.manifest.dependencies?.[name] === undefined) return 'not in its dependencies';
  if (specifier.includes('/testing/') && !USES_TESTING.test(file.path)) {
    return 'only tests use what is in testing/';
  }
  return undefined;
}

function npmProblem(
  file: SourceFile,
  workspace: Workspace,
  name: string,
  rootDevDependencies: Readonly<Record<string, string>>,
): string | undefined {
  const { dependencies, devDependencies } = workspace.manifest;
  if (dependencies?.[name] !== undefined) return undefined;
  const isTooling = ['tools', 'e2e'].includes(workspace.folder) || TEST_OR_CONFIG.test(file.path);
  const isDeclared = devDependencies?.[name] ?? rootDevDependencies[name];
  if (isTooling && isDeclared !== undefined) return undefined;
  return `not in the dependencies of ${workspace.folder}/package.json`;
}
