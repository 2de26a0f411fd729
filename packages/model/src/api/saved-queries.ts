// /api/v1/saved-queries: queries under names, kept by the server for everybody who uses it.

import { type Static, Type } from 'typebox';
import { QueryText } from './traceql.ts';

/** More than a list is good for; the file with them stays small. */
export const MAX_SAVED_QUERIES = 500;

/** Fits a line of a list. */
const MAX_NAME_LENGTH = 100;

const SavedQueryName = Type.String({
  minLength: 1,
  maxLength: MAX_NAME_LENGTH,
  pattern: '^\\S(?:.*\\S)?$',
  description: 'what it is called; blanks only inside',
  examples: ['Slow checkouts'],
});

export const SavedQueryParameters = Type.Object({ name: SavedQueryName });

export const SavedQueryBody = Type.Object({ q: QueryText }, { additionalProperties: false });

export const SavedQuery = Type.Object({
  name: SavedQueryName,
  q: QueryText,
  savedAt: Type.String({ description: 'RFC 3339' }),
});
export type SavedQuery = Static<typeof SavedQuery>;

export const SavedQueriesAnswer = Type.Object(
  { queries: Type.Array(SavedQuery, { description: 'by name' }) },
  { $id: 'SavedQueries', description: 'queries that were saved under a name' },
);
export type SavedQueriesAnswer = Static<typeof SavedQueriesAnswer>;
