// GET and PUT /api/v1/sampling/strategies: what clients with a remote sampler are told, and telling them something else.

import {
  SamplingAnswer,
  SamplingStrategies,
  type SamplingStrategies as Strategies,
} from '@throughline/model/api/sampling';
import { SamplingStrategyError } from '@throughline/model/jaeger/sampling-strategy';
import { MAX_STRATEGIES_BYTES } from '../../jaeger/sampling/read-strategies.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { ApiError } from '../errors.ts';
import { checkOrigin } from '../origin-check.ts';
import { errorResponses, jsonResponse, schemaRef } from '../schema-ref.ts';

const PATH = '/api/v1/sampling/strategies';

export function registerSamplingRoutes(app: AppInstance, { sampling }: AppDependencies): void {
  app.get(
    PATH,
    {
      schema: {
        operationId: 'getSamplingStrategies',
        summary: 'The sampling strategies in force, and where they are from',
        tags: ['sampling'],
        response: {
          200: jsonResponse('the strategies', schemaRef(SamplingAnswer)),
          ...errorResponses(['HOST_NOT_ALLOWED', 'INTERNAL']),
        },
      },
    },
    async () => sampling.answer(),
  );
  app.put(
    PATH,
    {
      onRequest: checkOrigin,
      bodyLimit: MAX_STRATEGIES_BYTES,
      schema: {
        operationId: 'putSamplingStrategies',
        summary: 'Other sampling strategies, instead of all that were there',
        description:
          "The form is that of Jaeger's strategies file. They are in force, and on disk, when this is " +
          'answered. Not possible where --sampling-strategies-file is given: the file wins.',
        tags: ['sampling'],
        body: schemaRef(SamplingStrategies),
        response: {
          200: jsonResponse('the strategies in force now', schemaRef(SamplingAnswer)),
          ...errorResponses([
            'INVALID_BODY',
            'ORIGIN_NOT_ALLOWED',
            'HOST_NOT_ALLOWED',
            'SAMPLING_FROM_FILE',
            'PAYLOAD_TOO_LARGE',
            'INTERNAL',
          ]),
        },
      },
    },
    async (request) => {
      await put(sampling, request.body);
      request.log.info({}, 'sampling strategies put');
      return sampling.answer();
    },
  );
}

async function put(sampling: AppDependencies['sampling'], strategies: Strategies): Promise<void> {
  if (sampling.file !== undefined) {
    throw new ApiError(
      'SAMPLING_FROM_FILE',
      `the strategies are those of ${sampling.file}; change the file, or start without --sampling-strategies-file`,
    );
  }
  try {
    await sampling.put(strategies);
  } catch (error) {
    if (!(error instanceof SamplingStrategyError)) throw error;
    throw new ApiError('INVALID_BODY', error.message, { cause: error });
  }
}
