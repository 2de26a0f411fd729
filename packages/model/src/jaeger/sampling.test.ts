import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import type { SamplingStrategies } from '../api/sampling.ts';
import {
  decodeSamplingParameters,
  encodeSamplingJson,
  encodeSamplingJsonOfOld,
  encodeSamplingProtobuf,
} from './sampling-encode.ts';
import { samplingTable, strategyFor } from './sampling-strategy.ts';

const STRATEGIES: SamplingStrategies = {
  default_strategy: {
    type: 'probabilistic',
    param: 0.5,
    operation_strategies: [
      { operation: '/health', type: 'probabilistic', param: 0 },
      { operation: '/metrics', type: 'probabilistic', param: 0.1 },
    ],
  },
  service_strategies: [
    {
      service: 'cart',
      type: 'probabilistic',
      param: 0.8,
      operation_strategies: [
        { operation: '/pay', type: 'probabilistic', param: 1 },
        { operation: '/metrics', type: 'probabilistic', param: 0.2 },
        { operation: '/slow', type: 'ratelimiting', param: 3 },
      ],
    },
    { service: 'plain', type: 'probabilistic', param: 0.25 },
    { service: 'limited', type: 'ratelimiting', param: 5 },
    {
      service: 'both',
      type: 'ratelimiting',
      param: 2.5,
      operation_strategies: [{ operation: '/one', type: 'probabilistic', param: 0.3 }],
    },
  ],
};

const jsonFor = (service: string, strategies = STRATEGIES): unknown =>
  JSON.parse(encodeSamplingJson(strategyFor(samplingTable(strategies), service)));

const operations = (defaultSamplingProbability: number, rates: Record<string, number>) => ({
  defaultSamplingProbability,
  defaultLowerBoundTracesPerSecond: 0,
  perOperationStrategies: Object.entries(rates).map(([operation, samplingRate]) => ({
    operation,
    probabilisticSampling: { samplingRate },
  })),
  defaultUpperBoundTracesPerSecond: 0,
});

describe('what a client is told', () => {
  it('of a service that nobody named is the default', () => {
    expect(jsonFor('unknown')).toEqual({
      strategyType: 'PROBABILISTIC',
      probabilisticSampling: { samplingRate: 0.5 },
      operationSampling: operations(0.5, { '/health': 0, '/metrics': 0.1 }),
    });
    expect(jsonFor('unknown', {})).toEqual({
      strategyType: 'PROBABILISTIC',
      probabilisticSampling: { samplingRate: 0.001 },
    });
  });

  it('has shares of operations: its own first, then those of the default', () => {
    expect(jsonFor('cart')).toEqual({
      strategyType: 'PROBABILISTIC',
      probabilisticSampling: { samplingRate: 0.8 },
      operationSampling: operations(0.8, { '/pay': 1, '/metrics': 0.2, '/health': 0 }),
    });
    expect(jsonFor('plain')).toMatchObject({
      operationSampling: operations(0.25, { '/health': 0, '/metrics': 0.1 }),
    });
    expect(samplingTable(STRATEGIES).warnings).toEqual([
      'service_strategies.0.operation_strategies.2: clients know only probabilistic for operations; "/slow" is left out',
      'service_strategies.3.param: clients are told whole traces a second, 2 for 2.5',
    ]);
  });

  it('is a limit of traces without shares of operations, unless it has its own', () => {
    expect(jsonFor('limited')).toEqual({
      strategyType: 'RATE_LIMITING',
      rateLimitingSampling: { maxTracesPerSecond: 5 },
    });
    expect(jsonFor('both')).toEqual({
      strategyType: 'RATE_LIMITING',
      rateLimitingSampling: { maxTracesPerSecond: 2 },
      operationSampling: operations(0.001, { '/one': 0.3, '/health': 0, '/metrics': 0.1 }),
    });
  });

  it('has numbers for types in the encoding of old', () => {
    const told = (service: string): unknown =>
      JSON.parse(encodeSamplingJsonOfOld(strategyFor(samplingTable(STRATEGIES), service)));
    expect(told('limited')).toEqual({
      strategyType: 1,
      rateLimitingSampling: { maxTracesPerSecond: 5 },
    });
    expect(told('cart')).toMatchObject({ strategyType: 0 });
  });
});

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Parameters { string serviceName = 1; }
  enum Type { PROBABILISTIC = 0; RATE_LIMITING = 1; }
  message Probabilistic { double samplingRate = 1; }
  message RateLimiting { int32 maxTracesPerSecond = 1; }
  message Operation { string operation = 1; Probabilistic probabilisticSampling = 2; }
  message Operations {
    double defaultSamplingProbability = 1;
    double defaultLowerBoundTracesPerSecond = 2;
    repeated Operation perOperationStrategies = 3;
    double defaultUpperBoundTracesPerSecond = 4;
  }
  message Response {
    Type strategyType = 1;
    Probabilistic probabilisticSampling = 2;
    RateLimiting rateLimitingSampling = 3;
    Operations operationSampling = 4;
  }
`);

it.each(['cart', 'plain', 'limited', 'both', 'unknown'])(
  'says the same in protobuf as in JSON to %s',
  (service) => {
    const type = root.lookupType('Response');
    const bytes = encodeSamplingProtobuf(strategyFor(samplingTable(STRATEGIES), service));
    const message = type.toObject(type.decode(bytes), { enums: String, defaults: true });
    const told = Object.entries(message).filter(([, value]) => value !== null);
    expect(Object.fromEntries(told)).toEqual(jsonFor(service));
  },
);

it('reads who asks', () => {
  const type = root.lookupType('Parameters');
  expect(decodeSamplingParameters(type.encode({ serviceName: 'cart' }).finish())).toBe('cart');
});

it.each<[SamplingStrategies, string]>([
  [
    { default_strategy: { type: 'probabilistic', param: 1.5 } },
    'default_strategy.param: 1.5 is not valid; expected a share from 0 to 1',
  ],
  [
    { default_strategy: { param: 1 } },
    'default_strategy.type: missing beside param; expected one of probabilistic, ratelimiting',
  ],
  [
    { default_strategy: { type: 'ratelimiting' } },
    'default_strategy.param: missing beside type; expected a number',
  ],
  [
    { default_strategy: { type: 'ratelimiting', param: 3e9 } },
    'default_strategy.param: 3000000000 is not valid; expected 0 to 2147483647 traces a second',
  ],
  [
    { service_strategies: [{ service: 'a' }, { service: 'a' }] },
    'service_strategies.1.service: "a" is there twice',
  ],
])('refuses %j', (strategies, message) => {
  expect(() => samplingTable(strategies)).toThrow(message);
});
