// npm test: all of the set-up, then every check there is. "--only NAME[,NAME]" runs some of them,
// "--list" names them, and "--long" lets the tests that draw at random draw for as long as they are worth.

import './bootstrap/node-version.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { runTypeScript } from './bootstrap/run.mjs';

await ensureInstalled();
process.exit(await runTypeScript('tools/checks/main.ts', process.argv.slice(2)));
