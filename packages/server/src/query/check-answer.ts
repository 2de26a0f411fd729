// What a query bar asks while somebody types: whether the text is a query, and what is wrong if it is not.

import type { CheckAnswer } from '@throughline/model/api/traceql';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import { isMetrics } from '@throughline/traceql/syntax/ast';
import { print } from '@throughline/traceql/syntax/print';
import { printField } from '@throughline/traceql/syntax/print-value';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { placeOf } from './traceql-text.ts';

export function checkAnswer(source: string): CheckAnswer {
  try {
    const query = parseAndCheck(source);
    return {
      ok: true,
      query: print(query),
      answers: isMetrics(query.body) ? 'series' : 'traces',
      fields: requestedFields(query).map(printField),
    };
  } catch (error) {
    if (!(error instanceof TraceqlError)) throw error;
    return { ok: false, error: { message: error.message, place: placeOf(source, error) } };
  }
}
