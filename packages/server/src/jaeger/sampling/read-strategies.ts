// A strategies file as it is written for Jaeger: what it says, or what is wrong with it in one sentence. What Jaeger
// would pass over (keys it does not know) is passed over here, and said.

import { SamplingStrategies } from '@throughline/model/api/sampling';
import { SamplingStrategyError } from '@throughline/model/jaeger/sampling-strategy';
import { Value } from 'typebox/value';

export interface StrategiesRead {
  readonly strategies: SamplingStrategies;
  readonly warnings: readonly string[];
}

/** Some thousand services with some operations each. */
export const MAX_STRATEGIES_BYTES = 4 * 1024 ** 2;

type SchemaError = ReturnType<typeof Value.Errors>[number];

/** Throws SamplingStrategyError. */
export function readStrategies(text: string): StrategiesRead {
  if (text.length > MAX_STRATEGIES_BYTES) {
    throw new SamplingStrategyError(
      `it has ${text.length} characters; expected at most ${MAX_STRATEGIES_BYTES}`,
    );
  }
  const value = parsed(text);
  const errors = Value.Errors(SamplingStrategies, value);
  const wrong = errors.find(({ keyword }) => keyword !== 'boolean' && keyword !== UNKNOWN_KEY);
  if (wrong !== undefined) throw new SamplingStrategyError(sentenceOf(wrong, errors));
  const warnings = errors.flatMap(unknownKeys);
  return { strategies: Value.Clean(SamplingStrategies, value) as SamplingStrategies, warnings };
}

const UNKNOWN_KEY = 'additionalProperties';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SamplingStrategyError(`it is not JSON: ${reason}`);
  }
}

function unknownKeys(error: SchemaError): string[] {
  if (error.keyword !== UNKNOWN_KEY) return [];
  const where = placeOf(error);
  return error.params.additionalProperties.map(
    (key) =>
      `${where === '' ? '' : `${where}.`}${key}: there is no such setting; it is not followed`,
  );
}

function sentenceOf(error: SchemaError, all: readonly SchemaError[]): string {
  const choices = all.flatMap((other) =>
    other.keyword === 'const' && other.instancePath === error.instancePath
      ? [String(other.params.allowedValue)]
      : [],
  );
  const rule = choices.length === 0 ? error.message : `expected one of ${choices.join(', ')}`;
  const where = placeOf(error);
  return where === '' ? `it ${rule}` : `${where}: ${rule}`;
}

function placeOf({ instancePath }: SchemaError): string {
  return instancePath.slice(1).replaceAll('/', '.');
}
