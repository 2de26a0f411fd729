// The built product in a process of its own, on ports that the system chose and with data that goes
// when the test ends.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type Child, type ChildEnd, startChild } from './child.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const COMMAND = join(ROOT, 'dist/throughline.js');

/** Every listener on a port that is free. */
export const ANY_PORTS = [
  '--http-port=0',
  '--otlp-http-port=0',
  '--otlp-grpc-port=0',
  '--tempo-port=0',
  '--zipkin-port=0',
  '--jaeger-http-port=0',
  '--jaeger-grpc-port=0',
  '--jaeger-compact-port=0',
  '--jaeger-binary-port=0',
  '--jaeger-query-port=0',
  '--jaeger-sampling-port=0',
  '--jaeger-sampling-grpc-port=0',
];

export interface Throughline {
  readonly child: Child;
  /** UI and API. */
  readonly http: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  readonly tempo: string;
  readonly zipkin: string;
  readonly jaegerHttp: string;
  readonly jaegerGrpc: string;
  /** UDP. */
  readonly jaegerCompact: string;
  readonly jaegerBinary: string;
  /** Jaeger's query API over gRPC. */
  readonly jaegerQuery: string;
  /** Remote sampling, over HTTP and over gRPC. */
  readonly jaegerSampling: string;
  readonly jaegerSamplingGrpc: string;
  /** Stops it in order. */
  stop(): Promise<ChildEnd>;
}

export interface ThroughlineOptions {
  /** Without one it gets a new one of its own. */
  readonly dataDir?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Without the usual arguments for ports and data: then `args` says it all. */
  readonly command?: { readonly file: string; readonly args: readonly string[] };
  readonly cwd?: string;
  /** Takes what is to be done at its end: by default at the end of the running test. */
  readonly onEnd?: OnEnd;
}

type OnEnd = (end: () => void) => void;

interface StartedLine {
  readonly event: 'started';
  readonly listeners: readonly { readonly name: string; readonly url: string }[];
}

/** A folder of the running test's own. */
export function temporaryFolder(onEnd: OnEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-e2e-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

export async function startThroughline(options: ThroughlineOptions = {}): Promise<Throughline> {
  const { onEnd = onTestFinished } = options;
  const dataDir = options.dataDir ?? temporaryFolder(onEnd);
  const { file, args } = options.command ?? { file: process.execPath, args: [COMMAND, 'serve'] };
  const ownArgs = options.args ?? ['--data-dir', dataDir];
  const child = startChild({
    command: file,
    args: [...args, ...ANY_PORTS, ...ownArgs],
    env: { THROUGHLINE_LOG_FORMAT: 'json', ...options.env },
    cwd: options.cwd ?? ROOT,
    onEnd,
  });
  const started: StartedLine = JSON.parse(await child.line(/"event":"started"/));
  const urlOf = (name: string): string => {
    const listener = started.listeners.find((candidate) => candidate.name === name);
    if (listener === undefined) throw new Error(`no listener ${name}: ${child.stdout()}`);
    return listener.url;
  };
  return {
    child,
    http: urlOf('http'),
    otlpHttp: urlOf('otlp-http'),
    otlpGrpc: urlOf('otlp-grpc'),
    tempo: urlOf('tempo'),
    zipkin: urlOf('zipkin'),
    jaegerHttp: urlOf('jaeger-http'),
    jaegerGrpc: urlOf('jaeger-grpc'),
    jaegerCompact: urlOf('jaeger-compact'),
    jaegerBinary: urlOf('jaeger-binary'),
    jaegerQuery: urlOf('jaeger-query'),
    jaegerSampling: urlOf('jaeger-sampling'),
    jaegerSamplingGrpc: urlOf('jaeger-sampling-grpc'),
    stop() {
      child.signal('SIGTERM');
      return child.ended;
    },
  };
}

/** One for all tests of the file that calls this: for tests that ask only for what they sent themselves. */
export function throughlineOfFile(): () => Throughline {
  const ends: (() => void)[] = [];
  let throughline: Throughline | undefined;
  beforeAll(async () => {
    throughline = await startThroughline({ onEnd: (end) => ends.unshift(end) });
  });
  afterAll(async () => {
    await throughline?.stop();
    for (const end of ends) end();
  });
  return () => {
    if (throughline === undefined) throw new Error('it is started before the first test');
    return throughline;
  };
}
