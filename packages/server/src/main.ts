#!/usr/bin/env node
// The `throughline` command. Tiny, and free of modern syntax and imports, so that a Node.js that is
// too old gets a sentence and not a syntax error; everything else is behind the import below.

import { unsupportedNode } from './cli/node-version.ts';

const problem = unsupportedNode(process.versions.node);
if (problem === undefined) {
  import('./cli/run-cli.ts').then(({ runCli }) => runCli(process.argv.slice(2)));
} else {
  process.stderr.write(`throughline: ${problem}\n`);
  process.exitCode = 1;
}
