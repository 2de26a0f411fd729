// From the strategies that somebody wrote to what a client of a service is told: defaults filled in and shares of
// operations merged as Jaeger's collector does it. Not their encodings: sampling-encode.ts.

import type { DefaultStrategy, OperationStrategy, SamplingStrategies } from '../api/sampling.ts';

export interface OperationRate {
  readonly operation: string;
  readonly samplingRate: number;
}

export interface OperationSampling {
  readonly defaultRate: number;
  readonly operations: readonly OperationRate[];
}

/** What one service is told. `operations`: undefined when there are none of its own. */
export type SamplingStrategy =
  | {
      readonly type: 'probabilistic';
      readonly samplingRate: number;
      readonly operations: OperationSampling | undefined;
    }
  | {
      readonly type: 'ratelimiting';
      readonly maxTracesPerSecond: number;
      readonly operations: OperationSampling | undefined;
    };

export interface SamplingTable {
  readonly byService: ReadonlyMap<string, SamplingStrategy>;
  readonly others: SamplingStrategy;
  /** What was written and is not followed. */
  readonly warnings: readonly string[];
}

/** What is wrong with strategies whose shape is right. */
export class SamplingStrategyError extends Error {
  override readonly name = 'SamplingStrategyError';
}

/** Jaeger's, where nobody has said anything: one trace in a thousand. */
export const DEFAULT_SAMPLING_RATE = 0.001;

/** Of the 32 bits in which clients are told. */
const MAX_TRACES_PER_SECOND = 2 ** 31 - 1;

/** Throws SamplingStrategyError. */
export function samplingTable(strategies: SamplingStrategies): SamplingTable {
  const warnings: string[] = [];
  const read = (where: string, from: DefaultStrategy) => readStrategy(where, from, warnings);
  const others = read('default_strategy', strategies.default_strategy ?? {});
  const byService = new Map<string, SamplingStrategy>();
  for (const [at, entry] of (strategies.service_strategies ?? []).entries()) {
    const where = `service_strategies.${at}`;
    if (byService.has(entry.service)) {
      throw new SamplingStrategyError(`${where}.service: "${entry.service}" is there twice`);
    }
    byService.set(entry.service, withDefaults(read(where, entry), others.operations));
  }
  return { byService, others, warnings };
}

export function strategyFor(table: SamplingTable, service: string): SamplingStrategy {
  return table.byService.get(service) ?? table.others;
}

function readStrategy(where: string, from: DefaultStrategy, warnings: string[]): SamplingStrategy {
  const { type, param } = from;
  if (type === undefined && param !== undefined) {
    throw new SamplingStrategyError(
      `${where}.type: missing beside param; expected one of probabilistic, ratelimiting`,
    );
  }
  if (type !== undefined && param === undefined) {
    throw new SamplingStrategyError(`${where}.param: missing beside type; expected a number`);
  }
  if (type === 'ratelimiting') {
    const maxTracesPerSecond = tracesPerSecond(where, param ?? 0, warnings);
    const operations = readOperations(where, from, DEFAULT_SAMPLING_RATE, warnings);
    return { type, maxTracesPerSecond, operations };
  }
  const samplingRate = share(where, param ?? DEFAULT_SAMPLING_RATE);
  const operations = readOperations(where, from, samplingRate, warnings);
  return { type: 'probabilistic', samplingRate, operations };
}

function share(where: string, param: number): number {
  if (param >= 0 && param <= 1) return param;
  throw new SamplingStrategyError(
    `${where}.param: ${param} is not valid; expected a share from 0 to 1`,
  );
}

function tracesPerSecond(where: string, param: number, warnings: string[]): number {
  if (!(param >= 0 && param <= MAX_TRACES_PER_SECOND)) {
    throw new SamplingStrategyError(
      `${where}.param: ${param} is not valid; expected 0 to ${MAX_TRACES_PER_SECOND} traces a second`,
    );
  }
  const whole = Math.trunc(param);
  if (whole !== param) {
    warnings.push(`${where}.param: clients are told whole traces a second, ${whole} for ${param}`);
  }
  return whole;
}

function readOperations(
  where: string,
  { operation_strategies: entries = [] }: DefaultStrategy,
  defaultRate: number,
  warnings: string[],
): OperationSampling | undefined {
  if (entries.length === 0) return undefined;
  const operations: OperationRate[] = [];
  for (const [at, entry] of entries.entries()) {
    const rate = operationRate(`${where}.operation_strategies.${at}`, entry, warnings);
    if (rate !== undefined) operations.push(rate);
  }
  return { defaultRate, operations };
}

function operationRate(
  where: string,
  { operation, type, param }: OperationStrategy,
  warnings: string[],
): OperationRate | undefined {
  if (type === 'probabilistic') return { operation, samplingRate: share(where, param) };
  warnings.push(
    `${where}: clients know only probabilistic for operations; "${operation}" is left out`,
  );
  return undefined;
}

/** The shares of operations that hold for all services hold for this one, where it says nothing else. */
function withDefaults(
  own: SamplingStrategy,
  defaults: OperationSampling | undefined,
): SamplingStrategy {
  if (defaults === undefined) return own;
  if (own.operations === undefined) {
    // A service with a limit of traces has no share that could be the default of its operations.
    if (own.type === 'ratelimiting') return own;
    return { ...own, operations: { ...defaults, defaultRate: own.samplingRate } };
  }
  const named = new Set(own.operations.operations.map(({ operation }) => operation));
  const others = defaults.operations.filter(({ operation }) => !named.has(operation));
  return {
    ...own,
    operations: { ...own.operations, operations: [...own.operations.operations, ...others] },
  };
}
