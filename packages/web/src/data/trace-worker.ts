// The worker's side of load-trace.ts: bytes in, the model out, its arrays handed over and not copied.

import { modelOf } from './model-of-bytes.ts';
import type { TraceModel } from './trace-model.ts';

export type TraceWorkerAnswer =
  | { readonly trace: TraceModel }
  | { readonly trace: undefined; readonly failure: string };

/** What is used of a worker's global scope, which the types of a page do not have. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<ArrayBuffer>) => void): void;
  postMessage(answer: TraceWorkerAnswer, transfer: readonly ArrayBuffer[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener('message', ({ data }) => {
  try {
    const trace = modelOf(new Uint8Array(data));
    scope.postMessage({ trace }, buffersOf(trace));
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    scope.postMessage({ trace: undefined, failure }, []);
  }
});

function buffersOf(trace: TraceModel): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const groups: readonly object[] = [trace, trace.tree, trace.self, trace.path, trace.runs];
  for (const value of groups.flatMap((group): unknown[] => Object.values(group))) {
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  }
  return [...buffers];
}
