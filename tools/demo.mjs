// npm run demo: runs the shop against a Throughline that is running already. "--port-offset N" finds
// one that was started with the same; every other argument goes to the shop.

import './bootstrap/node-version.mjs';
import { shopArguments } from './bootstrap/endpoints.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { onStopSignal, startService } from './bootstrap/service.mjs';

const args = process.argv.slice(2);
const given = args.filter((arg, index) => {
  return !arg.startsWith('--port-offset') && args[index - 1] !== '--port-offset';
});

await ensureInstalled();
const shop = startService(['--import', 'tsx', 'demo/src/main.ts', ...shopArguments(args, given)]);
onStopSignal((signal) => shop.signal(signal));
process.exit(await shop.ended);
