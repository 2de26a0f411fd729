// Whether the text is a query, as the server says: it knows all rules, and what may be meant instead.

import type { QueryPlace } from '@throughline/model/api/common';
import { useEffect, useState } from 'react';
import { checkQuery } from '../../../data/completion-queries.ts';

export interface QueryProblemFound {
  readonly message: string;
  readonly place: QueryPlace;
  /** The text it is about. */
  readonly text: string;
}

interface Check {
  readonly problem: QueryProblemFound | undefined;
  /** Of the text as it stands, not of one before it. */
  readonly isFresh: boolean;
}

/** While somebody types, nobody wants to hear that they have not finished. */
const PAUSE_MS = 400;

/** `isOpen`: nobody has found out yet. What was run and answered is a query. */
export function useCheck(text: string, isOpen: boolean): Check {
  const [problem, setProblem] = useState<QueryProblemFound>();
  useEffect(() => {
    if (!isOpen || text.trim() === '') {
      setProblem(undefined);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      checkQuery(text, abort.signal).then(
        ({ error }) => setProblem(error === undefined ? undefined : { ...error, text }),
        // No answer is no verdict; running the query will say what is wrong.
        () => {},
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, isOpen]);
  return { problem, isFresh: problem?.text === text };
}
