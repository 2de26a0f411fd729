// Makes the program of each process from its TypeScript: one small CommonJS file each, which starts in a fraction of
// the time that a TypeScript loader per process would take, and which OpenTelemetry can instrument by `require`.
// npm packages stay outside the bundle, but for OpenTelemetry's own, which are many small files.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';
import { PROCESS_NAMES, type ProcessName } from '../topology.ts';

/** The folder of the demo; the children run in it. */
export const DEMO_DIR = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OUT_DIR = join(DEMO_DIR, 'dist');
const SOURCE_DIR = join(DEMO_DIR, 'src');

const EXTERNAL = ['express', 'pg', '@grpc/*', '@electric-sql/*'];

export interface Programs {
  readonly telemetry: string;
  of(name: ProcessName): string;
}

/** Shops that start at the same time share the folder: a file is replaced whole, and only when it differs. */
async function writeIfChanged(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents) === true) return;
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

export async function bundlePrograms(): Promise<Programs> {
  const services = PROCESS_NAMES.map((name) => join(SOURCE_DIR, 'services', `${name}.ts`));
  const result = await build({
    entryPoints: [join(SOURCE_DIR, 'runtime', 'telemetry.ts'), ...services],
    entryNames: '[name]',
    outdir: OUT_DIR,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: EXTERNAL,
    logLevel: 'silent',
  });
  // esbuild keeps a process of its own for the next build, and there is none.
  await stop();
  await mkdir(OUT_DIR, { recursive: true });
  await Promise.all(result.outputFiles.map((file) => writeIfChanged(file.path, file.contents)));
  return {
    telemetry: join(OUT_DIR, 'telemetry.cjs'),
    of: (name) => join(OUT_DIR, `${name}.cjs`),
  };
}
