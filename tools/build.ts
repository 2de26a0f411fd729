// Builds dist/: the command, the engine's child process, the UI and what they read at run time. Only
// our own code is bundled; npm packages stay dependencies of the published package, so that they are
// installed, deduplicated and audited as everybody expects. Checks no types: "npm test" does.

import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { build as buildWeb } from 'vite';
import { BUILD_STAMP, buildFingerprint } from './bootstrap/build.mjs';
import { ROOT } from './bootstrap/paths.mjs';

const DIST = join(ROOT, 'dist');

/** Beside dist/, and put in its place when complete: a build that fails leaves the last good one. */
const NEXT = `${DIST}-${process.pid}`;

/** Imports of the workspaces are bundled, everything else by a bare name is not. */
const packagesOutside: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'packages-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('@throughline/')) return undefined;
      return { path, external: true };
    });
  },
};

/** Two processes, so two bundles: the engine's child loads nothing of the server. */
async function bundleNode(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      throughline: 'packages/server/src/main.ts',
      'engine-child': 'packages/storage/src/engine/child.ts',
    },
    outdir: NEXT,
    bundle: true,
    // The command imports its own body after it has checked Node.js, so that body is a file apart.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    plugins: [packagesOutside],
    logLevel: 'warning',
  });
}

async function bundleWeb(): Promise<void> {
  await buildWeb({
    root: join(ROOT, 'packages/web'),
    logLevel: 'warn',
    build: { outDir: join(NEXT, 'web'), emptyOutDir: true },
  });
}

const COMPRESSED = /\.(js|css|html|svg)$/;

/** Once and as small as it goes, beside each file: the server sends these as they are (http/static-ui.ts). */
async function compressWeb(): Promise<void> {
  const files = readdirSync(join(NEXT, 'web'), { recursive: true, encoding: 'utf8' });
  await Promise.all(
    files.filter((file) => COMPRESSED.test(file)).map((file) => compress(join(NEXT, 'web', file))),
  );
}

async function compress(path: string): Promise<void> {
  const bytes = readFileSync(path);
  const params = { [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: zlib.Z_BEST_COMPRESSION }),
  ]);
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gz);
}

/** gRPC definitions are read when the server starts, so they travel as files. */
function copyProtos(): void {
  for (const name of readdirSync(join(ROOT, 'packages'))) {
    const protos = join(ROOT, 'packages', name, 'proto');
    if (existsSync(protos)) cpSync(protos, join(NEXT, 'proto'), { recursive: true });
  }
}

async function main(): Promise<void> {
  const sources = buildFingerprint();
  await Promise.all([bundleNode(), bundleWeb()]);
  await compressWeb();
  copyProtos();
  chmodSync(join(NEXT, 'throughline.js'), 0o755);
  writeFileSync(join(NEXT, BUILD_STAMP), sources);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(NEXT, DIST);
}

try {
  await main();
} catch (error) {
  // The bundlers have said where; their own stack says nothing to whoever reads this.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(NEXT, { recursive: true, force: true });
}
