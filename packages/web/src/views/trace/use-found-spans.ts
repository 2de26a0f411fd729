// What is found in the trace by what stands in the address: names at once, values and TraceQL by the server.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isTraceql } from '../../data/api-client.ts';
import { matchesQuery } from '../../data/queries.ts';
import { matchNames, matchSpans, type SpanMatches } from '../../data/span-matches.ts';
import type { TraceModel } from '../../data/trace-model.ts';

export interface FoundSpans extends SpanMatches {
  readonly isSearching: boolean;
  /** Why what was found is not all, or nothing; undefined when it is all. */
  readonly trouble: string | undefined;
}

/** undefined: nothing is searched for. */
export function useFoundSpans(trace: TraceModel, find: string): FoundSpans | undefined {
  const { data, error, isFetching } = useQuery(matchesQuery(trace.traceId, find));
  const named = useMemo(() => {
    const none = find === '' || isTraceql(find);
    return none ? new Uint8Array(trace.rowCount) : matchNames(trace, find);
  }, [trace, find]);
  const found = useMemo(
    () => (find === '' ? undefined : matchSpans(trace, named, data?.spanIds ?? [])),
    [trace, find, named, data],
  );
  return useMemo(() => {
    if (found === undefined) return undefined;
    const unlisted = (data?.matched ?? 0) - (data?.spanIds.length ?? 0);
    const cut = unlisted > 0 ? `${unlisted} more are not listed` : undefined;
    return {
      ...found,
      isSearching: isFetching,
      trouble: error === null ? (data?.incomplete ?? cut) : error.message,
    };
  }, [found, data, error, isFetching]);
}
