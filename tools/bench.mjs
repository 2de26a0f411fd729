// npm run bench: installs and builds what is needed, then runs the benchmark with the arguments given.

import './bootstrap/node-version.mjs';
import { ensureBuilt } from './bootstrap/build.mjs';
import { findChromium } from './bootstrap/chromium.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { runTypeScript } from './bootstrap/run.mjs';

await ensureInstalled();
if (!(await ensureBuilt())) process.exit(1);
// For the benchmark of the pages, which says so when there is none.
process.env['CHROMIUM_PATH'] ??= findChromium() ?? '';
process.exit(await runTypeScript('bench/src/main.ts', process.argv.slice(2)));
