// The built product in a process of its own, on ports that the system chose and with data that goes
// when the test ends.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
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
}

interface StartedLine {
  readonly event: 'started';
  readonly listeners: readonly { readonly name: string; readonly url: string }[];
}

/** A folder of the running test's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

export async function startThroughline(options: ThroughlineOptions = {}): Promise<Throughline> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const { file, args } = options.command ?? { file: process.execPath, args: [COMMAND, 'serve'] };
  const ownArgs = options.args ?? ['--data-dir', dataDir];
  const child = startChild({
    command: file,
    args: [...args, ...ANY_PORTS, ...ownArgs],
    env: { THROUGHLINE_LOG_FORMAT: 'json', ...options.env },
    cwd: options.cwd ?? ROOT,
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
