// Makes the README's picture from the running product: the browser flow of the slow checkout leaves it,
// and this takes it over. Run it when the page has changed: npx tsx tools/screenshot.ts

import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './bootstrap/build.mjs';
import { ensureChromium } from './bootstrap/chromium.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { run } from './bootstrap/run.mjs';

const TAKEN = join(ROOT, 'e2e/.output/trace-panel.png');
const PICTURE = join(ROOT, 'docs/images/trace.png');

const flow = ['--project=e2e', 'shop-flow', '-t', 'finds the slow checkout'];
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...flow];
const env = { CHROMIUM_PATH: ensureChromium() };
if (!(await ensureBuilt()) || (await run(process.execPath, vitest, env)) !== 0) process.exit(1);
mkdirSync(dirname(PICTURE), { recursive: true });
copyFileSync(TAKEN, PICTURE);
