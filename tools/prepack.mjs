// What npm runs before it packs: dist/ is built when it is missing or stale, and left alone when it is neither, since
// something may be running from it.

import { ensureBuilt } from './bootstrap/build.mjs';

if (!(await ensureBuilt())) process.exit(1);
