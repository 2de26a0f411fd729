// /api/v1/sampling/strategies: which share of traces clients with a remote sampler are to take, in the form of
// Jaeger's strategies file, keys and all.

import { type Static, Type } from 'typebox';

/** Some 5 bytes a character at worst: names of services and operations are far shorter. */
const MAX_NAME_LENGTH = 4096;

/** Jaeger's clients hold 2,000 operations; more services than this are no file that somebody wrote. */
const MAX_ENTRIES = 10_000;

const StrategyType = Type.Union([Type.Literal('probabilistic'), Type.Literal('ratelimiting')], {
  description: 'a share of all traces, or so many traces a second',
});

const Param = Type.Number({
  minimum: 0,
  description: 'probabilistic: 0 to 1; ratelimiting: traces a second',
});

export const OperationStrategy = Type.Object(
  {
    operation: Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH }),
    type: StrategyType,
    param: Param,
  },
  { additionalProperties: false },
);
export type OperationStrategy = Static<typeof OperationStrategy>;

const strategy = {
  type: Type.Optional(StrategyType),
  param: Type.Optional(Param),
  operation_strategies: Type.Optional(
    Type.Array(OperationStrategy, {
      maxItems: MAX_ENTRIES,
      description: 'shares of single operations; only probabilistic ones are told to clients',
    }),
  ),
};

export const DefaultStrategy = Type.Object(strategy, { additionalProperties: false });
export type DefaultStrategy = Static<typeof DefaultStrategy>;

export const ServiceStrategy = Type.Object(
  { service: Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH }), ...strategy },
  { additionalProperties: false },
);
export type ServiceStrategy = Static<typeof ServiceStrategy>;

export const SamplingStrategies = Type.Object(
  {
    default_strategy: Type.Optional(DefaultStrategy),
    service_strategies: Type.Optional(Type.Array(ServiceStrategy, { maxItems: MAX_ENTRIES })),
  },
  { $id: 'SamplingStrategies', additionalProperties: false },
);
export type SamplingStrategies = Static<typeof SamplingStrategies>;

export const SamplingStatus = Type.Object({
  source: Type.Union([Type.Literal('file'), Type.Literal('api'), Type.Literal('default')], {
    description:
      'file: --sampling-strategies-file, which wins; api: what was put here; default: neither, one trace in 1,000',
  }),
  file: Type.Optional(Type.String({ description: 'the file that is watched' })),
  readAt: Type.Optional(
    Type.String({ format: 'date-time', description: 'when what is in force was read or put' }),
  ),
  problem: Type.Optional(
    Type.String({ description: 'why the file as it is now is not in force; the last good one is' }),
  ),
  warnings: Type.Array(Type.String(), { description: 'what of the strategies is not followed' }),
});
export type SamplingStatus = Static<typeof SamplingStatus>;

export const SamplingAnswer = Type.Object(
  {
    ...SamplingStatus.properties,
    strategies: Type.Unsafe<SamplingStrategies>({ $ref: 'SamplingStrategies#' }),
  },
  { $id: 'Sampling', description: 'the strategies in force, and where they are from' },
);
export type SamplingAnswer = Static<typeof SamplingAnswer>;
