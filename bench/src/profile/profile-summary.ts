// Where CPU time went, from V8's .cpuprofile files: each part's share, and the functions that weigh most
// in it. Self time, so that the shares add up. The build's source maps lead back to our own files.

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  /** Ids of what it called. */
  readonly children?: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** In microseconds; the time before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface ProfileShare {
  readonly part: string;
  readonly percent: number;
  readonly functions: readonly { readonly name: string; readonly percent: number }[];
}

/** Our code and our dependencies: the first that matches names the part. */
const PARTS: readonly (readonly [part: string, source: RegExp])[] = [
  ['decode', /packages\/model\/src\//],
  ['spool', /packages\/storage\/src\/spool\//],
  ['native', /packages\/storage\/src\/write\//],
  ['engine client', /packages\/storage\/src\/|@clickhouse\//],
  ['grpc', /@grpc\/|packages\/server\/src\/grpc\//],
  ['inflate', /inflat|zstd/],
  ['ingest', /packages\/server\/src\/(ingest|telemetry)\/|prom-client/],
  ['http', /fastify|packages\/server\//],
];

/** Node's own modules, when none of the above has called them. */
const NODE_PARTS: readonly (readonly [part: string, source: RegExp])[] = [
  ['engine client', /^node:_http_client/],
  ['grpc', /^node:internal\/http2/],
  ['inflate', /^node:zlib/],
  ['spool', /^node:(internal\/)?fs/],
  ['http', /^node:_?http|^node:net|^node:internal\/stream/],
];
const REST = 'rest of Node.js';

const OUTSIDE = 'native code outside JavaScript';
const WITHOUT_SOURCE: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'gc'],
  ['(program)', OUTSIDE],
  ['(root)', OUTSIDE],
]);
const IDLE = '(idle)';
const HEAVIEST = 4;

/** Shares of the time that the process did not idle. */
export function summarizeProfiles(
  profiles: readonly CpuProfile[],
  sourceOf: (frame: CallFrame) => string = originalSource,
): ProfileShare[] {
  const parts = new Map<string, Map<string, number>>();
  let totalMicros = 0;
  for (const { node, part, micros } of profiles.flatMap((one) => selfTimes(one, sourceOf))) {
    totalMicros += micros;
    const functions = parts.get(part) ?? new Map<string, number>();
    parts.set(part, functions);
    const name = node.callFrame.functionName || '(anonymous)';
    functions.set(name, (functions.get(name) ?? 0) + micros);
  }
  const percent = (micros: number) => (100 * micros) / totalMicros;
  return [...parts]
    .map(([part, functions]) => {
      const heaviest = [...functions].sort(([, a], [, b]) => b - a).slice(0, HEAVIEST);
      return {
        part,
        percent: percent([...functions.values()].reduce((sum, micros) => sum + micros, 0)),
        functions: heaviest.map(([name, micros]) => ({ name, percent: percent(micros) })),
      };
    })
    .sort((a, b) => b.percent - a.percent);
}

interface SelfTime {
  readonly node: ProfileNode;
  readonly part: string;
  readonly micros: number;
}

function selfTimes(profile: CpuProfile, sourceOf: (frame: CallFrame) => string): SelfTime[] {
  const micros = new Map<number, number>();
  for (const [at, node] of profile.samples.entries()) {
    micros.set(node, (micros.get(node) ?? 0) + (profile.timeDeltas[at] ?? 0));
  }
  const callers = new Map<number, ProfileNode>();
  for (const node of profile.nodes) for (const id of node.children ?? []) callers.set(id, node);
  return profile.nodes
    .filter(({ callFrame }) => callFrame.functionName !== IDLE)
    .map((node) => ({
      node,
      part: partOf(node, callers, sourceOf),
      micros: micros.get(node.id) ?? 0,
    }));
}

/** A built-in function, or one of Node's, works for whoever has called it. */
function partOf(
  node: ProfileNode,
  callers: ReadonlyMap<number, ProfileNode>,
  sourceOf: (frame: CallFrame) => string,
): string {
  const special = WITHOUT_SOURCE.get(node.callFrame.functionName);
  if (special !== undefined) return special;
  const sources: string[] = [];
  for (let at: ProfileNode | undefined = node; at !== undefined; at = callers.get(at.id)) {
    const source = at.callFrame.url === '' ? '' : sourceOf(at.callFrame);
    const part = firstMatch(PARTS, source);
    if (part !== undefined) return part;
    sources.push(source);
  }
  const ofNode = sources.map((source) => firstMatch(NODE_PARTS, source));
  return ofNode.find((part) => part !== undefined) ?? REST;
}

function firstMatch(
  parts: readonly (readonly [part: string, source: RegExp])[],
  source: string,
): string | undefined {
  return parts.find(([, pattern]) => pattern.test(source))?.[0];
}

const maps = new Map<string, SourceMap | undefined>();

/** The file that a frame of the build was written in; its own URL when it has no source map. */
function originalSource({ url, lineNumber, columnNumber }: CallFrame): string {
  if (!url.startsWith('file:')) return url;
  let map = maps.get(url);
  if (map === undefined && !maps.has(url)) {
    const mapFile = `${fileURLToPath(url)}.map`;
    if (existsSync(mapFile)) map = new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')));
    maps.set(url, map);
  }
  const entry = map?.findEntry(lineNumber, columnNumber);
  return entry !== undefined && 'originalSource' in entry ? entry.originalSource : url;
}

export function readProfile(file: string): CpuProfile {
  return JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
}
