// How to start the engine's process: from TypeScript source in the repository, from the bundle
// beside the program in the published package.

import { fileURLToPath } from 'node:url';

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
      arguments: ['--import', import.meta.resolve('tsx'), child],
    };
  }
  const child = fileURLToPath(new URL('./engine-child.js', moduleUrl));
  return { file: process.execPath, arguments: [child] };
}

export function engineChildEnvironment(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(own).filter(([name]) => !NOT_INHERITED.test(name)));
}
