// How to start the engine's process: from TypeScript source in the repository, from the bundle
// beside the program in the published package.

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface ChildCommand {
  readonly file: string;
  readonly arguments: readonly string[];
}

/** Not for the engine: options of this Node, and the product's own settings with their secrets. */
const NOT_INHERITED = /^(NODE_OPTIONS|NODE_V8_COVERAGE|THROUGHLINE_.*|OTEL_.*)$/;

/** `moduleUrl` is where this code runs from. */
export function engineChildCommand(moduleUrl: string = import.meta.url): ChildCommand {
  if (moduleUrl.endsWith('.ts')) {
    const child = fileURLToPath(new URL('./child.ts', moduleUrl));
    return {
      file: process.execPath,
      arguments: ['--import', resolveTsx(moduleUrl), child],
    };
  }
  const child = fileURLToPath(new URL('./engine-child.js', moduleUrl));
  return { file: process.execPath, arguments: [child] };
}

/** By `require`, as the test runner's set-up code runs where `import.meta.resolve` is not known. */
function resolveTsx(moduleUrl: string): string {
  return pathToFileURL(createRequire(moduleUrl).resolve('tsx')).href;
}

export function engineChildEnvironment(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(own).filter(([name]) => !NOT_INHERITED.test(name)));
}
