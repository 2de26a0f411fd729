// The code of the trace page, loaded while one looks at the list: what is clicked next is most likely a trace.
// Not sooner, so that it holds up nothing that is waited for, and not counted on: the click loads it as well.

import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Of browsers that do not tell when they are idle. */
const SOON_MS = 200;

export function useTracePageAhead(isListed: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!isListed) return;
    const load = (): void => {
      // What goes wrong is said by the page when it is opened.
      router.loadRouteChunk(router.routesById['/trace/$traceId'])?.catch(() => {});
    };
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(load, SOON_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(load);
    return () => cancelIdleCallback(idle);
  }, [router, isListed]);
}
