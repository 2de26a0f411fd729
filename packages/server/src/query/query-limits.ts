// What one TraceQL query may cost, from what the engine is given.

import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import { currentMachine, engineSizing } from '@throughline/storage/engine/engine-sizing';
import type { EngineConfig } from '../config/server-config.ts';

/** Longer than people wait for an answer, and than Grafana does by default. */
const TIMEOUT_MS = 30_000;

/** Of an engine that others run we know no size: that of one on this machine is as good a guess as any. */
export function queryLimitsOf(engine: EngineConfig): QueryLimits {
  const machine = currentMachine();
  const given = engine.kind === 'embedded' ? engine.memoryBytes : undefined;
  const { maxQueryMemoryBytes } = engineSizing({
    ...machine,
    memoryBytes: given ?? machine.memoryBytes,
  });
  return { timeoutMs: TIMEOUT_MS, maxMemoryBytes: maxQueryMemoryBytes };
}
