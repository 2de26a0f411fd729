// Runs the checks one after the other, all of them even when one fails, so that one run says all there
// is to say. The last line counts what passed and what failed: a test each, a tool's run each. With
// --long the tests that draw at random draw far more often.

import { parseArgs } from 'node:util';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { ensureChromium } from '../bootstrap/chromium.mjs';
import { CHECKS, type Check } from './check-list.ts';
import { FAILED, type Outcome, sumOutcomes } from './outcome.ts';

interface Result {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly seconds: number;
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function selectChecks(): readonly Check[] {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
    },
  });
  if (values.long) process.env['THROUGHLINE_LONG_TESTS'] = '1';
  if (values.list) {
    for (const { name, title } of CHECKS) process.stdout.write(`${name.padEnd(12)} ${title}\n`);
    process.exit(0);
  }
  if (values.only === undefined) return CHECKS;
  const names = values.only.split(',');
  const known = CHECKS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    fail(`--only takes ${known.join(', ')} (several with commas), and not "${unknown}".`);
  }
  return CHECKS.filter(({ name }) => names.includes(name));
}

/** Before anything runs: nobody should wait ten minutes to hear that a browser is missing. */
function prepareChromium(checks: readonly Check[]): void {
  if (!checks.some(({ needsChromium }) => needsChromium)) return;
  try {
    ensureChromium();
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

async function runCheck(check: Check): Promise<Result> {
  process.stdout.write(`\n━━ ${check.title} ━━\n`);
  const startMs = performance.now();
  let outcome = FAILED;
  try {
    if (!check.needsBuild || (await ensureBuilt())) outcome = await check.run();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  return { check, outcome, seconds: (performance.now() - startMs) / 1000 };
}

function printSummary(results: readonly Result[]): void {
  process.stdout.write('\n━━ Summary ━━\n');
  for (const { check, outcome, seconds } of results) {
    const { passed, failed, skipped } = outcome;
    const verdict = failed === 0 ? 'ok    ' : 'FAILED';
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    const time = `${seconds.toFixed(1)} s`.padStart(8);
    process.stdout.write(`${verdict} ${check.name.padEnd(12)} ${time}  ${counts}\n`);
  }
}

const checks = selectChecks();
prepareChromium(checks);
const results: Result[] = [];
for (const check of checks) results.push(await runCheck(check));
printSummary(results);
const { passed, failed } = sumOutcomes(results.map(({ outcome }) => outcome));
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
