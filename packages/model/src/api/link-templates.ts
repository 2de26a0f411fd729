// GET /api/v1/link-templates: where the page of a span leads to outside of Throughline, as the operator of
// this server has set it up.

import { type Static, Type } from 'typebox';

export const LinkTemplate = Type.Object({
  title: Type.String(),
  attribute: Type.String({
    description: 'of the span or its resource; without it there is no link',
  }),
  value: Type.Optional(Type.String({ description: 'what it must be; * stands for any text' })),
  url: Type.String({
    description:
      'http or https; {attribute}, {trace.id}, {span.id}, {start.ms} and {end.ms} stand for values, ' +
      'which are URL-encoded',
  }),
});
export type LinkTemplate = Static<typeof LinkTemplate>;

export const LinkTemplatesAnswer = Type.Object(
  { templates: Type.Array(LinkTemplate) },
  { $id: 'LinkTemplates' },
);
export type LinkTemplatesAnswer = Static<typeof LinkTemplatesAnswer>;
