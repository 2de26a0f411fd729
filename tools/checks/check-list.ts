// Every check that "npm test" runs, in order: the quick ones first, and what needs a build after it.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bootstrap/paths.mjs';
import { run, runTypeScript } from '../bootstrap/run.mjs';
import { FAILED, type Outcome, PASSED, sumOutcomes, vitestOutcome } from './outcome.ts';
import { readWorkspaces } from './workspaces.ts';

export interface Check {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  /** Whether dist/ has to be up to date first. */
  readonly needsBuild: boolean;
  readonly needsChromium: boolean;
  readonly run: () => Promise<Outcome>;
}

const SOURCE_ONLY = { needsBuild: false, needsChromium: false };

export const CHECKS: readonly Check[] = [
  {
    name: 'lint',
    title: 'Format and lint (Biome)',
    ...SOURCE_ONLY,
    run: () => tool('node_modules/@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']),
  },
  { name: 'types', title: 'Types (TypeScript)', ...SOURCE_ONLY, run: checkTypes },
  {
    name: 'dead-code',
    title: 'Dead code and unused dependencies (knip)',
    ...SOURCE_ONLY,
    run: () => tool('node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  },
  {
    name: 'docs',
    title: 'Generated documents are up to date',
    ...SOURCE_ONLY,
    run: async () => outcomeOf(await runTypeScript('tools/generate-docs.ts', ['--check'])),
  },
  vitest('repository', 'Repository: import directions, tidiness, manifests', SOURCE_ONLY),
  vitest('unit', 'Unit and property tests', SOURCE_ONLY),
  vitest('integration', 'Integration tests against the real embedded ClickHouse', {
    // The benchmark's own test runs it against what is published.
    needsBuild: true,
    needsChromium: false,
  }),
  vitest('e2e', 'The built product: real processes, real SDKs, real browser', {
    needsBuild: true,
    needsChromium: true,
  }),
];

function outcomeOf(exitCode: number): Outcome {
  return exitCode === 0 ? PASSED : FAILED;
}

async function tool(file: string, args: readonly string[]): Promise<Outcome> {
  return outcomeOf(await run(process.execPath, [file, ...args]));
}

/** Each package by its own configuration, and then all tests by one that knows Node.js. */
async function checkTypes(): Promise<Outcome> {
  const projects = [...readWorkspaces().map(({ folder }) => folder), 'tsconfig.tests.json'];
  const outcomes: Outcome[] = [];
  for (const project of projects) {
    const outcome = await tool('node_modules/typescript/bin/tsc', ['-p', project]);
    process.stdout.write(`${outcome.failed === 0 ? 'ok    ' : 'FAILED'} ${project}\n`);
    outcomes.push(outcome);
  }
  return sumOutcomes(outcomes);
}

function vitest(
  project: string,
  title: string,
  needs: Pick<Check, 'needsBuild' | 'needsChromium'>,
): Check {
  const report = `.cache/vitest-${project}.json`;
  return {
    name: project,
    title,
    ...needs,
    run: async () => {
      rmSync(join(ROOT, report), { force: true });
      const exitCode = await run(process.execPath, [
        'node_modules/vitest/vitest.mjs',
        'run',
        `--project=${project}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]);
      return vitestOutcome(readReport(report), exitCode);
    },
  };
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  } catch {
    return undefined;
  }
}
