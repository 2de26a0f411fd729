// GET /api/v1/attributes and /api/v1/attributes/{name}/values: what there is to ask for, for a query bar to offer.

import { type Static, Type } from 'typebox';
import { TimeText } from './time-text.ts';
import { NamedValue } from './traceql.ts';

/** More than anybody looks through. */
const MAX_COMPLETIONS = 1_000;
const DEFAULT_COMPLETIONS = 100;

/** As long as a query may be, which is read as far as it goes. */
const MAX_UNFINISHED_LENGTH = 65_536;

const AttributeScopeName = Type.Union([
  Type.Literal('span'),
  Type.Literal('resource'),
  Type.Literal('event'),
  Type.Literal('link'),
  Type.Literal('instrumentation'),
]);

export const CompletionQuery = Type.Object(
  {
    scope: Type.Optional(AttributeScopeName),
    prefix: Type.Optional(Type.String({ description: 'begins with, whatever the case' })),
    q: Type.Optional(
      Type.String({
        maxLength: MAX_UNFINISHED_LENGTH,
        description:
          'a TraceQL query, finished or not: only of spans that one of its filters takes. What of it ' +
          'is not finished narrows nothing',
        examples: ['{ resource.service.name = "cart" && .'],
      }),
    ),
    start: Type.Optional(TimeText),
    end: Type.Optional(TimeText),
    limit: Type.Integer({ minimum: 1, maximum: MAX_COMPLETIONS, default: DEFAULT_COMPLETIONS }),
  },
  {
    additionalProperties: false,
    description:
      'without q, of all spans received since a day before start; with q, of the newest in the range',
  },
);
export type CompletionQuery = Static<typeof CompletionQuery>;

export const AttributeParameters = Type.Object({
  name: Type.String({
    minLength: 1,
    description:
      'a field as TraceQL writes it: .http.route, span.http.route, rootName, status; with scope, ' +
      'the plain name of an attribute',
    examples: ['resource.service.name'],
  }),
});

const hasMore = Type.Boolean({ description: 'there are more than limit' });
const isEstimate = Type.Boolean({ description: 'counts come from a part of the spans' });
const count = Type.Integer({ description: 'spans, events or links that have it' });

export const AttributesAnswer = Type.Object(
  {
    names: Type.Array(Type.Object({ scope: AttributeScopeName, name: Type.String(), count })),
    hasMore,
    isEstimate,
  },
  { $id: 'Attributes', description: 'names of attributes, most frequent first' },
);
export type AttributesAnswer = Static<typeof AttributesAnswer>;

export const AttributeValuesAnswer = Type.Object(
  {
    field: Type.String({ description: 'by its canonical name' }),
    values: Type.Array(
      Type.Object({
        type: NamedValue.properties.type,
        value: NamedValue.properties.value,
        count,
      }),
    ),
    hasMore,
    isEstimate,
  },
  { $id: 'AttributeValues', description: 'values of a field, most frequent first' },
);
export type AttributeValuesAnswer = Static<typeof AttributeValuesAnswer>;
