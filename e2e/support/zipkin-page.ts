// Zipkin's own page, unmodified: from its published package, unpacked into a folder of the running test, and served as
// Zipkin serves it, with its questions handed on to Throughline.

import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { runChild } from './child.ts';
import { type PageServer, servePage } from './page-server.ts';
import { ROOT } from './throughline.ts';

const VERSION = '3.4.3';
const CACHE = join(ROOT, '.cache/zipkin-lens');
const JAR = `zipkin-lens-${VERSION}.jar`;

/** Asked for once for each machine. Rejects when Maven is not there, or cannot get it. */
export async function serveZipkinPage(zipkin: string): Promise<PageServer> {
  const path = join(CACHE, JAR);
  if (!existsSync(path)) await download(path);
  const files = new Map<string, Buffer>();
  for (const [name, content] of unzipped(readFileSync(path))) {
    files.set(name.replace(/^zipkin-lens\//, '/zipkin/'), content);
  }
  const isAsked = (url: string): boolean =>
    url.startsWith('/zipkin/api/') || url.startsWith('/zipkin/config.json');
  return servePage({ files, index: '/zipkin/index.html', backend: zipkin, isAsked });
}

async function download(path: string): Promise<void> {
  const folder = `${CACHE}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(CACHE, { recursive: true });
  await runChild({
    command: 'mvn',
    args: [
      ...['-B', '-q', 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'],
      ...[`-Dartifact=io.zipkin:zipkin-lens:${VERSION}`, `-DoutputDirectory=${folder}`],
    ],
  });
  // In one step: an interrupted download is not taken for a whole one.
  renameSync(join(folder, JAR), path);
}

const END_OF_DIRECTORY = 0x06054b50;
const DEFLATED = 8;

/** The files of an archive of the form that jars have. */
function* unzipped(zip: Buffer): Generator<[name: string, content: Buffer]> {
  let end = zip.length - 22;
  while (end > 0 && zip.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry++) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const start = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const content = zip.subarray(from, from + size);
    if (!name.endsWith('/')) yield [name, method === DEFLATED ? inflateRawSync(content) : content];
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}
