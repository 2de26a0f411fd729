// The engine's process: loads ClickHouse as a library, runs `clickhouse local` on a thread of its
// own, and watches its standard input from the main thread. See child-spec.ts for what is said
// over it. It imports nothing of the product but this folder, and it never outlives its parent by
// more than `stopTimeoutMs`.

import { once } from 'node:events';
import { writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataType, isNullPointer, load, open } from 'ffi-rs';
import {
  type ChildSpec,
  EXIT_ENGINE_ENDED,
  EXIT_STOP_TIMEOUT,
  EXIT_STOPPED,
  isChildSpec,
  STOP_QUERY,
} from './child-spec.ts';
import { engineCommand } from './engine-request.ts';

const ENGINE = 'engine';
const PROGRAM = 'program';
/** While the engine still starts it cannot be told to stop; it is asked again this often. */
const STOP_RETRY_MS = 100;
/** When memory runs out the kernel shall end this process before the server (range 0 to 1000). */
const OUT_OF_MEMORY_SCORE = '500';

interface LifeLine {
  readonly spec: Promise<unknown>;
  readonly end: Promise<unknown>;
}

function readLifeLine(): LifeLine {
  const input = process.stdin;
  input.setEncoding('utf8');
  // An error ends the pipe just as well.
  const end = Promise.race([once(input, 'end'), once(input, 'close')]).catch(() => undefined);
  const spec = new Promise<unknown>((resolve) => {
    let text = '';
    input.on('data', (chunk: string) => {
      text += chunk;
      const newline = text.indexOf('\n');
      if (newline >= 0) resolve(JSON.parse(text.slice(0, newline)));
    });
  });
  return { spec, end };
}

/** Also the answer to Ctrl-C and `kill`: without these, Node would end with the engine at work. */
function firstStopSignal(): Promise<unknown> {
  return Promise.race(
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => once(process, name)),
  );
}

/** Runs the engine until it ends, and gives what it says went wrong; empty when nothing did. */
async function runEngine(spec: ChildSpec): Promise<string> {
  open({ library: ENGINE, path: spec.libraryPath });
  const engineArguments = ['clickhouse-local', ...spec.engineArguments];
  const result = await load({
    library: ENGINE,
    funcName: 'chdb_query_cmdline',
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [engineArguments.length, engineArguments],
    runInNewThread: true,
  });
  const errorOf = {
    library: ENGINE,
    funcName: 'chdb_result_error',
    paramsType: [DataType.External],
    paramsValue: [result],
  };
  // A null pointer must not be read as a string.
  const message = load({ ...errorOf, retType: DataType.External });
  return isNullPointer(message) ? '' : load({ ...errorOf, retType: DataType.String });
}

async function askEngineToStop(spec: ChildSpec): Promise<void> {
  for (;;) {
    try {
      // It names the queries that it cancelled: none means the engine was still starting.
      if ((await engineCommand(spec, STOP_QUERY, spec.stopTimeoutMs)) !== '') return;
    } catch {
      // Not listening yet, or already gone: the deadline in `main` ends this loop.
    }
    await sleep(STOP_RETRY_MS);
  }
}

/** Leaves at once, without the library's exit handlers, which race with its threads. */
function leave(exitCode: number): void {
  open({ library: PROGRAM, path: '' });
  load({
    library: PROGRAM,
    funcName: '_exit',
    retType: DataType.Void,
    paramsType: [DataType.I32],
    paramsValue: [exitCode],
  });
}

async function stop(spec: ChildSpec): Promise<void> {
  setTimeout(() => leave(EXIT_STOP_TIMEOUT), spec.stopTimeoutMs);
  await askEngineToStop(spec);
}

function preferAsMemoryVictim(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', OUT_OF_MEMORY_SCORE);
  } catch {
    // A sandbox may forbid it; the engine works without.
  }
}

async function main(): Promise<void> {
  let stopping = false;
  const lifeLine = readLifeLine();
  const signal = firstStopSignal();
  const spec = await Promise.race([lifeLine.spec, lifeLine.end.then(() => undefined)]);
  if (!isChildSpec(spec)) return leave(EXIT_ENGINE_ENDED);
  preferAsMemoryVictim();
  void Promise.race([lifeLine.end, signal]).then(() => {
    stopping = true;
    return stop(spec);
  });
  const message = await runEngine(spec);
  // Synchronous, as this process ends on the next line.
  if (!stopping && message !== '') writeSync(process.stderr.fd, `${message}\n`);
  leave(stopping ? EXIT_STOPPED : EXIT_ENGINE_ENDED);
}

await main();
