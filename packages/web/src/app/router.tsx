// The pages and their addresses. Each address holds the whole state of its page; but for Explore, the code of a page
// is loaded when it is first opened, and that of the trace page while one looks at results.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { traceQuery } from '../data/queries.ts';
import { readCompareState } from '../state/compare-state.ts';
import { readExploreState } from '../state/explore-state.ts';
import { readFindingsState } from '../state/findings-state.ts';
import { readMapState } from '../state/map-state.ts';
import { arriveAt, settleNow } from '../state/now.ts';
import { parseSearch, stringifySearch } from '../state/search-params.ts';
import { readServiceState } from '../state/service-state.ts';
import { readStatusState } from '../state/status-state.ts';
import { readTableState } from '../state/table-state.ts';
import { readTimeRange } from '../state/time-range.ts';
import { readTraceState } from '../state/trace-state.ts';
import { ExplorePage } from '../views/explore/explore-page.tsx';
import { Frame } from './frame.tsx';
import { NotFoundPage, PageError } from './page-error.tsx';
import { queryClient } from './query-client.ts';

const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
});

const exploreRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readExploreState,
  staticData: { hasTimeRange: true },
  component: ExplorePage,
});

/** With what reads the trace, which the page needs first. */
async function loadTracePage() {
  const [{ TracePage }] = await Promise.all([
    import('../views/trace/trace-page.tsx'),
    import('../data/load-trace.ts'),
  ]);
  return { TracePage };
}

const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace/$traceId',
  validateSearch: readTraceState,
  // The trace is asked for while the code of its page is loaded; the page waits for it, and says what goes wrong.
  loader: ({ params, preload }) => {
    // Not when the pointer only passes over a link: a trace may have a million spans.
    if (!preload) void queryClient.prefetchQuery(traceQuery(params.traceId));
  },
  // Also when a pointer has passed over the link before.
  shouldReload: ({ cause }) => cause === 'enter',
  component: lazyRouteComponent(loadTracePage, 'TracePage'),
});

const servicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services',
  validateSearch: readTableState,
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(
    () => import('../views/services/services-page.tsx'),
    'ServicesPage',
  ),
});

const serviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services/$service',
  validateSearch: readServiceState,
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(() => import('../views/services/service-page.tsx'), 'ServicePage'),
});

const propagationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/propagation',
  validateSearch: readTimeRange,
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(
    () => import('../views/propagation/propagation-page.tsx'),
    'PropagationPage',
  ),
});

const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/map',
  validateSearch: readMapState,
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(() => import('../views/map/map-page.tsx'), 'MapPage'),
});

const statusRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/status',
  validateSearch: readStatusState,
  component: lazyRouteComponent(() => import('../views/status/status-page.tsx'), 'StatusPage'),
});

const findingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/findings',
  validateSearch: readFindingsState,
  staticData: { hasTimeRange: true },
  component: lazyRouteComponent(
    () => import('../views/findings/findings-page.tsx'),
    'FindingsPage',
  ),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: readCompareState,
  component: lazyRouteComponent(() => import('../views/compare/compare-page.tsx'), 'ComparePage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    exploreRoute,
    mapRoute,
    statusRoute,
    traceRoute,
    compareRoute,
    servicesRoute,
    serviceRoute,
    propagationRoute,
    findingsRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  // The pages keep their own scroll positions; nothing is blocked while a page's code loads.
  scrollRestoration: false,
});

router.subscribe('onBeforeLoad', ({ toLocation }) => {
  const matches = router.matchRoutes(toLocation);
  if (matches.some(({ staticData }) => staticData.hasTimeRange === true)) {
    arriveAt(toLocation.pathname, toLocation.search);
  }
});

router.subscribe('onResolved', settleNow);

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The page is about `start` and `end` of its address; the frame shows and changes them. */
    readonly hasTimeRange?: boolean;
  }
  interface Register {
    router: typeof router;
  }
}
