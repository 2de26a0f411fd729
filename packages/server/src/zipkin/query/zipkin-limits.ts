// The limits and defaults of Zipkin's query API: those that clients count on are Zipkin's own.

/** Traces of a search that says no number. */
export const DEFAULT_TRACES = 10;

/** All of them are told whole; more than the page of any trace system lists. */
export const MAX_TRACES = 1500;

/** Of a search, and of dependencies, that do not say: a day, as Zipkin's server has it. */
export const DEFAULT_LOOKBACK_MS = 86_400_000;

/** Ids of one request for many traces, as Zipkin splits them. */
export const MAX_TRACE_IDS = 1000;

/** Names of tags, and values of one, to choose from. */
export const MAX_COMPLETIONS = 100;

/** Pairs of a service and what it calls, by kind and status: more than a map of services can show. */
export const MAX_REMOTE_CALLS = 10_000;

/** With this many services and fewer a server counts as new, and browsers must not keep its lists. */
export const SERVICES_OF_A_NEW_SERVER = 3;
