// The one cache of the server's answers: the pages read it, and the router asks ahead of them.

import { QueryClient } from '@tanstack/react-query';
import { shouldRetry } from '../data/queries.ts';

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: shouldRetry, refetchOnWindowFocus: false } },
});
