// npm run bench -- NAME [arguments]: the numbers we publish, by name. Without a name: ingest.

import { BENCHMARKS } from './benchmarks.ts';

const DEFAULT = 'ingest';

function usage(): string {
  const lines = Object.entries(BENCHMARKS).map(([name, { usage }]) => `  ${name} ${usage}`);
  return `npm run bench -- NAME [arguments]\n${lines.join('\n')}`;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage());
  const hasName = args[0] !== undefined && !args[0].startsWith('-');
  const [name, rest] = hasName ? [args[0] ?? '', args.slice(1)] : [DEFAULT, args];
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) throw new Error(`no benchmark ${JSON.stringify(name)}\n${usage()}`);
  await benchmark.run(rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
