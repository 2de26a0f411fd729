// How the running server is: the answers of /api/v1/status and /readyz, which never take long even
// when the engine hangs. Not ready is said before anything is refused, and in the log when it changes.

import type { ReadyAnswer, StatusAnswer } from '@throughline/model/api/status';
import type { Logger } from '@throughline/storage/contract/logger';
import type { SpanStore, StoreHealth } from '@throughline/storage/contract/span-store';
import type { SamplingSource } from '../jaeger/sampling/sampling-strategies.ts';
import type { Listener } from '../listener.ts';
import type { EngineHandle } from './open-engine.ts';

/** A prober gives up after a second or a few; an engine that needs longer is not ready. */
const HEALTH_TIMEOUT_MS = 2_000;

export interface ServerState {
  status(): Promise<StatusAnswer>;
  readiness(): Promise<ReadyAnswer>;
}

export interface ServerStateParts {
  readonly version: string;
  readonly stopping: AbortSignal;
  readonly engine: Pick<EngineHandle, 'kind' | 'state' | 'problem'>;
  readonly dataDir: string;
  readonly store: Pick<SpanStore, 'health' | 'alarm'>;
  readonly logger: Logger;
  readonly sampling: Pick<SamplingSource, 'status'>;
  /** Those that listen by now. */
  readonly listeners: readonly Pick<Listener, 'name' | 'purpose' | 'url'>[];
  readonly healthTimeoutMs?: number;
}

export function createServerState(parts: ServerStateParts): ServerState {
  const { version, stopping, engine, dataDir, store, logger, listeners } = parts;
  const startedAt = new Date().toISOString();
  const health = () => boundedHealth(store, parts.healthTimeoutMs ?? HEALTH_TIMEOUT_MS);
  let wasReady = true;

  async function engineProblem(): Promise<string | undefined> {
    const problem = engine.problem();
    if (problem !== undefined) return problem;
    const { ready, reason } = await health();
    return ready ? undefined : (reason ?? 'the store is not ready');
  }

  async function reasonsNotToBe(): Promise<string[]> {
    if (stopping.aborted) return ['the server is stopping'];
    const reasons = await Promise.all([engineProblem(), store.alarm()]);
    return reasons.filter((reason) => reason !== undefined);
  }

  return {
    async status() {
      const { engineVersion } = await health();
      return {
        version,
        startedAt,
        listeners: listeners.map(({ name, purpose, url }) => ({ name, purpose, url })),
        engine: {
          kind: engine.kind,
          state: engine.state(),
          ...(engineVersion === undefined ? {} : { version: engineVersion }),
        },
        dataDir,
        sampling: parts.sampling.status(),
      };
    },
    async readiness() {
      const reasons = await reasonsNotToBe();
      const ready = reasons.length === 0;
      if (ready !== wasReady) logChange(logger, reasons);
      wasReady = ready;
      return { ready, reasons };
    },
  };
}

function logChange(logger: Logger, reasons: readonly string[]): void {
  if (reasons.length === 0) logger.info({}, 'ready again');
  else logger.warn({ reasons }, 'not ready');
}

async function boundedHealth(
  store: Pick<SpanStore, 'health'>,
  timeoutMs: number,
): Promise<StoreHealth> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<StoreHealth>((resolve) => {
    const reason = `the storage engine did not answer within ${timeoutMs / 1000} s`;
    timer = setTimeout(() => resolve({ ready: false, reason }), timeoutMs);
  });
  try {
    return await Promise.race([store.health(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
