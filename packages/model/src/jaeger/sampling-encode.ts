// What a client is told of sampling, in its three encodings: JSON with names of types, which today's clients read; JSON
// with their numbers, which Jaeger's agent gives at `/` to clients of thrift 0.9.2; and jaeger.api_v2 protobuf.

import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { readFields } from '../otlp/read-fields.ts';
import type { OperationSampling, SamplingStrategy } from './sampling-strategy.ts';

const TYPE_NAMES = { probabilistic: 'PROBABILISTIC', ratelimiting: 'RATE_LIMITING' } as const;
const TYPE_NUMBERS = { probabilistic: 0, ratelimiting: 1 } as const;

/** Values at their default are there: clients take a missing one for a malformed answer. */
export function encodeSamplingJson(strategy: SamplingStrategy): string {
  return JSON.stringify({ strategyType: TYPE_NAMES[strategy.type], ...members(strategy) });
}

export function encodeSamplingJsonOfOld(strategy: SamplingStrategy): string {
  return JSON.stringify({ strategyType: TYPE_NUMBERS[strategy.type], ...members(strategy) });
}

function members(strategy: SamplingStrategy): object {
  const { operations } = strategy;
  const own =
    strategy.type === 'probabilistic'
      ? { probabilisticSampling: { samplingRate: strategy.samplingRate } }
      : { rateLimitingSampling: { maxTracesPerSecond: strategy.maxTracesPerSecond } };
  return operations === undefined
    ? own
    : { ...own, operationSampling: operationMembers(operations) };
}

function operationMembers({ defaultRate, operations }: OperationSampling): object {
  return {
    defaultSamplingProbability: defaultRate,
    defaultLowerBoundTracesPerSecond: 0,
    perOperationStrategies: operations.map(({ operation, samplingRate }) => ({
      operation,
      probabilisticSampling: { samplingRate },
    })),
    defaultUpperBoundTracesPerSecond: 0,
  };
}

/** SamplingStrategyParameters: the name of the service. */
export function decodeSamplingParameters(bytes: Uint8Array): string {
  return readFields(bytes).text(1);
}

/** SamplingStrategyResponse. */
export function encodeSamplingProtobuf(strategy: SamplingStrategy): Uint8Array {
  const writer = new ProtobufWriter();
  writer.uint32(1, TYPE_NUMBERS[strategy.type]);
  if (strategy.type === 'probabilistic') {
    writer.message(2, () => writeDouble(writer, 1, strategy.samplingRate));
  } else {
    writer.message(3, () => writer.uint32(1, strategy.maxTracesPerSecond));
  }
  const { operations } = strategy;
  if (operations !== undefined) writer.message(4, () => writeOperations(writer, operations));
  return writer.bytes();
}

function writeOperations(
  writer: ProtobufWriter,
  { defaultRate, operations }: OperationSampling,
): void {
  writeDouble(writer, 1, defaultRate);
  for (const { operation, samplingRate } of operations) {
    writer.message(3, () => {
      writer.text(1, operation);
      writer.message(2, () => writeDouble(writer, 1, samplingRate));
    });
  }
}

function writeDouble(writer: ProtobufWriter, field: number, value: number): void {
  if (value !== 0) writer.doubleAlways(field, value);
}
