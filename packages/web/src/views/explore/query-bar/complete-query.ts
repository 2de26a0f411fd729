// What the editor offers where the cursor is: words of the language, and the names and values of attributes that
// spans have, with their counts, as far as the rest of the query leaves them.

import type {
  CompletionContext,
  CompletionResult,
  CompletionSource,
  Completion as EditorCompletion,
} from '@codemirror/autocomplete';
import { assertNever } from '@throughline/model/base/assert';
import { type Completion, completeAt } from '@throughline/traceql/complete/complete-at';
import { printValue } from '@throughline/traceql/syntax/print-value';
import { FIELD_WORDS, STAGE_WORDS, staticWord } from '@throughline/traceql/syntax/words';
import { formatCount } from '../../../base/format-count.ts';
import {
  completionParameters,
  fetchAttributes,
  fetchValues,
} from '../../../data/completion-queries.ts';
import { attributeField } from '../../../query/simple-condition.ts';
import { staticOfWire } from '../../../query/typed-value.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';

type Asked<K extends Completion['kind']> = Extract<Completion, { readonly kind: K }>;

export function completionSource(range: () => ResolvedRange): CompletionSource {
  return async (context) => {
    const text = context.state.doc.toString();
    const completion = completeAt(text, context.pos);
    if (completion.kind === 'nothing') return null;
    const { start, end } = completion.replace;
    if (!context.explicit && isUnasked(completion, context)) return null;
    // What is being typed narrows nothing: it would leave itself alone.
    const rest = `${text.slice(0, start)} ${text.slice(end)}`;
    const abort = new AbortController();
    context.addEventListener('abort', () => abort.abort(), { onDocChange: true });
    try {
      const options = await offer(completion, rest, range(), abort.signal);
      return { from: start, to: end, options, filter: true } satisfies CompletionResult;
    } catch {
      // Completion that cannot be had is none; what is typed is checked all the same.
      return null;
    }
  };
}

/** Operators and what follows are offered when somebody asks, not at every blank. */
function isUnasked(completion: Completion, context: CompletionContext): boolean {
  switch (completion.kind) {
    case 'operator':
    case 'after-condition':
    case 'after-spanset':
      return true;
    case 'stage':
      return completion.prefix === '' && context.state.doc.length > 0;
    default:
      return false;
  }
}

async function offer(
  completion: Exclude<Completion, { readonly kind: 'nothing' }>,
  q: string,
  range: ResolvedRange,
  signal: AbortSignal,
): Promise<readonly EditorCompletion[]> {
  switch (completion.kind) {
    case 'field':
      return [...(await attributes(completion, q, range, signal)), ...intrinsics(completion)];
    case 'value':
      return values(completion, q, range, signal);
    case 'operator':
      return words(['=', '!=', '>', '>=', '<', '<=', '=~', '!~']);
    case 'after-condition':
      return words(['&&', '||', '}']);
    case 'after-spanset':
      return words(['|', '&&', '||', '>>', '>', '<<', '<', '~']);
    case 'stage':
      return stages(completion.isFirst);
    default:
      return assertNever(completion);
  }
}

function words(labels: readonly string[]): EditorCompletion[] {
  return labels.map((label) => ({ label, type: 'keyword' }));
}

/** Those whose names need quotes are written with them. */
async function attributes(
  { scope, prefix }: Asked<'field'>,
  q: string,
  range: ResolvedRange,
  signal: AbortSignal,
): Promise<EditorCompletion[]> {
  const parameters = completionParameters({ q, prefix, range });
  if (scope !== undefined && scope !== 'any') parameters.append('scope', scope);
  const { names } = await fetchAttributes(parameters, signal);
  const seen = new Set<string>();
  const options: EditorCompletion[] = [];
  for (const { scope: of, name, count } of names) {
    const label = attributeField(scope === 'any' ? 'any' : of, name);
    if (seen.has(label)) continue;
    seen.add(label);
    options.push({
      label,
      detail: formatCount(count),
      type: 'property',
      boost: rank(options.length),
    });
  }
  return options;
}

/** Most frequent first, among what fits what was typed equally well. */
function rank(index: number): number {
  return Math.max(-99, 99 - index);
}

function intrinsics({ scope }: Asked<'field'>): EditorCompletion[] {
  if (scope !== undefined) return [];
  return FIELD_WORDS.filter((word) => staticWord(word) === undefined).map((label) => ({
    label,
    detail: 'of every span',
    type: 'variable',
    boost: label.includes(':') ? -99 : 0,
  }));
}

const DURATION_FIELDS = new Set(['duration', 'traceDuration', 'event:timeSinceStart']);
const DURATIONS = ['10ms', '100ms', '500ms', '1s', '5s', '10s'];

async function values(
  { field, prefix }: Asked<'value'>,
  q: string,
  range: ResolvedRange,
  signal: AbortSignal,
): Promise<readonly EditorCompletion[]> {
  if (DURATION_FIELDS.has(field)) return words(DURATIONS);
  const parameters = completionParameters({ q, prefix, range });
  const answer = await fetchValues(field, parameters, signal);
  return answer.values.flatMap((value, index) => {
    const asStatic = staticOfWire(value);
    return asStatic === undefined
      ? []
      : [
          {
            label: printValue(asStatic),
            detail: formatCount(value.count),
            type: 'text',
            boost: rank(index),
          },
        ];
  });
}

function stages(isFirst: boolean): EditorCompletion[] {
  const filter: EditorCompletion = {
    label: '{ }',
    type: 'keyword',
    detail: 'spans that …',
    apply: applyFilter,
  };
  const functions = STAGE_WORDS.map((word) => ({
    label: `${word}()`,
    type: 'function',
    apply: word === 'coalesce' || word === 'rate' || word === 'count' ? `${word}()` : `${word}(`,
  }));
  return isFirst ? [filter] : [filter, ...functions];
}

/** Two braces with the cursor between them. */
const applyFilter: NonNullable<Exclude<EditorCompletion['apply'], string>> = (
  view,
  _choice,
  from,
  to,
) => {
  view.dispatch({
    changes: { from, to, insert: '{  }' },
    selection: { anchor: from + 2 },
  });
};
