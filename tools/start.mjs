// npm start: installs what is missing, builds what is stale, and runs Throughline until Ctrl-C.
// "--demo" also runs the shop; every other argument goes to "throughline serve".

import './bootstrap/node-version.mjs';
import { ensureBuilt } from './bootstrap/build.mjs';
import { endpoints, shopArguments } from './bootstrap/endpoints.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { onStopSignal, startService } from './bootstrap/service.mjs';
import { waitUntilReady } from './bootstrap/wait-until-ready.mjs';

const args = process.argv.slice(2);
const withDemo = args.includes('--demo');
const serveArgs = args.filter((arg) => arg !== '--demo');

await ensureInstalled();
if (!(await ensureBuilt())) process.exit(1);

const server = startService(['--enable-source-maps', 'dist/throughline.js', 'serve', ...serveArgs]);
/** @type {import('./bootstrap/service.mjs').Service | undefined} */
let shop;
const over = new AbortController();

onStopSignal(async (signal) => {
  const askedBefore = over.signal.aborted;
  over.abort();
  // The shop first: while it still sends, the server is still there to take it. Who asks a second
  // time does not want to wait for that.
  shop?.signal(signal);
  if (!askedBefore) await shop?.ended;
  server.signal(signal);
});

server.ended.then(() => over.abort());
if (withDemo) {
  const shopArgs = shopArguments(serveArgs, ['--showcase']);
  if (await waitUntilReady(endpoints(serveArgs).ui, over.signal)) {
    shop = startService(['--import', 'tsx', 'demo/src/main.ts', ...shopArgs]);
  }
}

const code = await server.ended;
shop?.signal('SIGTERM');
await shop?.ended;
process.exit(code);
