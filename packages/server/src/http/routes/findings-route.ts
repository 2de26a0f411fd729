// GET /api/v1/findings: what the analysis has found in arriving traces, counted, with examples, and of how many of the
// traces the counts are.

import {
  DEFAULT_FINDING_EXAMPLES,
  FindingsAnswer,
  FindingsQuery,
  MAX_FINDING_GROUPS,
} from '@throughline/model/api/findings';
import { findingsAnswer } from '../../query/findings-answer.ts';
import { parseRange } from '../../query/parse-range.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

export function registerFindingsRoute(
  app: AppInstance,
  { store, queryLimits, nowNs, analysis }: AppDependencies,
): void {
  app.get(
    '/api/v1/findings',
    {
      schema: {
        operationId: 'listFindings',
        summary: 'What was found in arriving traces',
        description:
          'Traces are analysed when they have come to rest. Where more arrive than the share of a CPU ' +
          'allows, it is a sample of them; `coverage` says how many. What each finding is: docs/analysis.md.',
        tags: ['traces'],
        querystring: FindingsQuery,
        response: {
          200: jsonResponse('what is in most traces first', schemaRef(FindingsAnswer)),
          ...errorResponses(['INVALID_PARAMETER', ...STORE_ERRORS]),
        },
      },
    },
    async (request, reply) => {
      const { start, end, service, name, examples = DEFAULT_FINDING_EXAMPLES } = request.query;
      const range = parseRange(
        {
          ...(start === undefined ? {} : { start }),
          ...(end === undefined ? {} : { end }),
        },
        nowNs(),
      );
      const found = await store.verdicts.findings(
        {
          range,
          ...(service === undefined ? {} : { service }),
          ...(name === undefined ? {} : { name }),
          ...{ maxGroups: MAX_FINDING_GROUPS, examples, limits: queryLimits },
        },
        requestSignal(reply),
      );
      return findingsAnswer(analysis, found);
    },
  );
}
