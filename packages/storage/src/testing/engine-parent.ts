// A program for tests that kill a server: starts an engine in the directory named on the command
// line, says on standard output how to reach it, one line of JSON, and then waits to be killed.

import { silentLogger } from '../contract/logger.ts';
import { startEmbeddedEngine } from '../engine/embedded-engine.ts';

const engine = await startEmbeddedEngine({ dataDir: process.argv[2] ?? '', logger: silentLogger });
const { url, username, password, database, state } = engine;
console.log(JSON.stringify({ url, username, password, database, pid: state.pid }));
