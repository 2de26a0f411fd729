// What the pages of docs tell people to type is typed into a shell, as it stands there, beside a running Throughline. Only
// the addresses are those of the test, and what would be deleted is counted.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { untilStored } from './support/api.ts';
import { runChild } from './support/child.ts';
import { sendTraces, simpleTrace } from './support/otlp-json.ts';
import {
  COMMAND,
  ROOT,
  startThroughline,
  type Throughline,
  temporaryFolder,
} from './support/throughline.ts';

const DOCS = join(ROOT, 'docs');
const PAGES = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.md'),
);

function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(DOCS, page), 'utf8');
  const fences = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...fences].map(([, code = '']) => code);
}

/** Those of the benchmarks take hours, grpcurl is not everywhere, and FILE is to be filled in. */
const NOT_RUN = /^(?:npm run bench|grpcurl|throughline spool replay FILE)\b.*\n/gm;

const EXAMPLES = PAGES.flatMap((page) =>
  blocksOf(page, 'sh')
    .map((code) => code.replaceAll(NOT_RUN, ''))
    .filter((code) => code.trim() !== '')
    .map((code) => ({ page, code })),
);

/** Those that the pages speak of. */
const TRACES = ['5b8efff798038103d269b633813fc60c', '0af7651916cd43dd8448eb211c80319c'].map((id) =>
  simpleTrace(id, 'checkout'),
);

/** A folder with the files that the pages speak of. */
function folderWithFiles(): string {
  const folder = temporaryFolder();
  const trace = JSON.stringify(TRACES[0]);
  writeFileSync(join(folder, 'trace.json'), trace);
  mkdirSync(join(folder, 'traces'));
  writeFileSync(join(folder, 'traces/one.json.gz'), gzipSync(trace));
  const [strategies = ''] = blocksOf('migrating-from-jaeger.md', 'json');
  writeFileSync(join(folder, 'strategies.json'), strategies);
  return folder;
}

/** Whatever the host is called: a Jaeger or Zipkin of before answers as Throughline does. */
function atPorts(code: string, throughline: Throughline): string {
  const urls: Readonly<Record<string, string>> = {
    3200: throughline.tempo,
    5778: throughline.jaegerSampling,
    9411: throughline.zipkin,
    16686: throughline.http,
  };
  return code.replaceAll(/http:\/\/[\w.-]+:(\d+)/g, (_, port: string) => {
    const url = urls[port];
    if (url === undefined) throw new Error(`nothing listens at port ${port} of the examples`);
    return url;
  });
}

/** Commands are those that were built; a request that is refused is a failure. */
const PRELUDE = `set -euo pipefail
throughline() {
  case "$1" in
    delete) "$NODE" "$COMMAND" "$@" --url "$URL" --dry-run ;;
    spool) "$NODE" "$COMMAND" "$@" --data-dir "$DATA_DIR" ;;
    *) "$NODE" "$COMMAND" "$@" --url "$URL" ;;
  esac
}
curl() { command curl --fail-with-body --silent --show-error "$@"; }
`;

it('every example of the pages can be typed', async () => {
  expect(EXAMPLES.map(({ page }) => page)).toEqual(
    expect.arrayContaining(['api.md', 'grafana.md', 'retention.md', 'reference/trace-files.md']),
  );
  const dataDir = temporaryFolder();
  const throughline = await startThroughline({ dataDir });
  for (const trace of TRACES) await sendTraces(throughline.otlpHttp, trace);
  await untilStored(throughline.http);
  const cwd = folderWithFiles();
  const env = { NODE: process.execPath, COMMAND, URL: throughline.http, DATA_DIR: dataDir };
  const type = (code: string): Promise<string> =>
    runChild({ command: 'bash', args: ['-c', PRELUDE + code], cwd, env });
  const isOfSpool = ({ page }: { readonly page: string }): boolean => page === 'spool.md';
  for (const example of EXAMPLES) {
    if (!isOfSpool(example)) await type(atPorts(example.code, throughline));
  }
  await throughline.stop();
  // What was set aside is put back while no server runs.
  for (const { code } of EXAMPLES.filter(isOfSpool)) await type(code);
});
