// Ordinary requests of an invented system, the same every time for a seed: queries, calls one after the
// other and side by side, messages, answers of 404, a retry that helps, spans that are closed a little
// late. Nothing in them is to be found. A corpus puts faults into them.

import { MadeTrace } from './made-trace.ts';

export type Random = () => number;

export interface Request {
  readonly trace: MadeTrace;
  /** The root, and the server span that faults are put below. */
  readonly root: number;
  readonly entry: number;
  /** Where the request has got to. */
  atMs: number;
}

/** What a request does next; it moves `atMs`. */
export type Step = (request: Request, random: Random) => void;

export function between(random: Random, from: number, to: number): number {
  return from + (to - from) * random();
}

export function whole(random: Random, from: number, to: number): number {
  return Math.floor(between(random, from, to + 1));
}

/** A request with ordinary steps, and those given somewhere between them. */
export function makeRequest(random: Random, extra: readonly Step[] = []): MadeTrace {
  const trace = new MadeTrace();
  const root = trace.add(-1, {
    ...{ service: 'web', name: 'POST /order', kind: 'server', fromMs: 0, toMs: 0 },
  });
  const client = trace.add(root, {
    service: 'web',
    name: 'POST',
    kind: 'client',
    fromMs: 1,
    toMs: 0,
  });
  const entry = trace.add(client, {
    ...{ service: 'orders', name: 'POST /orders', kind: 'server', fromMs: 1.5, toMs: 0 },
  });
  const request: Request = { trace, root, entry, atMs: 2 };
  const steps: Step[] = Array.from({ length: whole(random, 2, 6) }, () => ordinaryStep(random));
  for (const step of extra) steps.splice(whole(random, 0, steps.length), 0, step);
  for (const step of steps) {
    request.atMs += between(random, 0.2, 4);
    step(request, random);
  }
  request.atMs += between(random, 0.5, 3);
  for (const [number, lateMs] of [
    [entry, between(random, 0, 0.4)],
    [client, 0.3],
    [root, 1],
  ] as const) {
    const span = trace.at(number);
    if (span !== undefined) span.toMs = request.atMs + lateMs;
  }
  return trace;
}

const ORDINARY: readonly (readonly [number, Step])[] = [
  [5, query],
  [5, (request, random) => call(request, random, `service-${whole(random, 1, 5)}`)],
  [3, sideBySide],
  [1, notFound],
  [1, retryThatHelps],
  [1, message],
  [2, ownWork],
  [1, transaction],
];

function ordinaryStep(random: Random): Step {
  const total = ORDINARY.reduce((sum, [weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [weight, step] of ORDINARY) {
    left -= weight;
    if (left <= 0) return step;
  }
  return query;
}

export function addQuery(
  request: Request,
  statement: string,
  durationMs: number,
  name = statement.split(' ', 3).join(' '),
): void {
  request.trace.add(request.entry, {
    ...{ service: 'orders', name, kind: 'client' },
    fromMs: request.atMs,
    toMs: request.atMs + durationMs,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': statement },
  });
  request.atMs += durationMs;
}

function query(request: Request, random: Random): void {
  const table = whole(random, 1, 40);
  addQuery(request, `SELECT a FROM table_${table} WHERE id = $1`, between(random, 0.5, 8));
}

function transaction(request: Request, random: Random): void {
  addQuery(request, 'BEGIN', 0.3);
  addQuery(request, 'SELECT stock FROM items WHERE id = $1', between(random, 0.5, 3));
  addQuery(request, 'UPDATE items SET stock = $1', between(random, 0.5, 3));
  for (let at = 0; at < whole(random, 1, 4); at++) {
    addQuery(request, 'INSERT INTO lines VALUES ($1, $2)', between(random, 0.5, 2));
  }
  addQuery(request, 'COMMIT', between(random, 0.5, 3));
}

export interface CallOptions {
  readonly name?: string;
  readonly durationMs?: number;
  readonly error?: boolean;
  readonly status?: number;
  /** The caller goes on at once. */
  readonly beside?: boolean;
}

/** A client span, and the server span with a query below it. */
export function call(
  request: Request,
  random: Random,
  service: string,
  options: CallOptions = {},
): void {
  const { trace, atMs } = request;
  const durationMs = options.durationMs ?? between(random, 3, 25);
  const name = options.name ?? `GET /${service}`;
  const attributes = { 'http.response.status_code': options.status ?? 200 };
  const error = options.error === true;
  const toMs = atMs + durationMs;
  const client = trace.add(request.entry, {
    ...{ service: 'orders', name, kind: 'client', fromMs: atMs, toMs, error, attributes },
  });
  const server = trace.add(client, {
    ...{ service, name, kind: 'server', fromMs: atMs + between(random, 0.1, 0.9), error },
    // Now and then a span is closed after its answer has arrived.
    toMs: toMs + between(random, -0.5, 0.1),
    attributes,
  });
  trace.add(server, {
    ...{ service, name: `SELECT ${service}`, kind: 'client' },
    fromMs: atMs + durationMs * 0.3,
    toMs: atMs + durationMs * between(random, 0.4, 0.9),
    attributes: { 'db.system.name': 'mysql', 'db.query.text': 'SELECT a FROM b WHERE c = ?' },
  });
  if (options.beside !== true) request.atMs = toMs;
}

function sideBySide(request: Request, random: Random): void {
  const durationsMs = Array.from({ length: whole(random, 2, 5) }, () => between(random, 3, 25));
  for (const durationMs of durationsMs) {
    call(request, random, 'catalog', { durationMs, beside: true });
  }
  request.atMs += Math.max(...durationsMs);
}

function notFound(request: Request, random: Random): void {
  call(request, random, 'users', { status: 404 });
}

function retryThatHelps(request: Request, random: Random): void {
  for (let attempt = 0; attempt < whole(random, 1, 2); attempt++) {
    call(request, random, 'rates', { error: true, status: 503, durationMs: 3 });
  }
  call(request, random, 'rates');
}

function message(request: Request, random: Random): void {
  const { trace, atMs } = request;
  const sent = trace.add(request.entry, {
    ...{ service: 'orders', name: 'send mail', kind: 'producer', fromMs: atMs, toMs: atMs + 1 },
  });
  trace.add(sent, {
    ...{ service: 'mail', name: 'process mail', kind: 'consumer' },
    fromMs: atMs + between(random, 5, 500),
    toMs: atMs + between(random, 510, 3_000),
  });
  request.atMs += 1;
}

/** Work that has a span of its own is no gap, however long. */
function ownWork(request: Request, random: Random): void {
  const durationMs = random() < 0.05 ? between(random, 500, 5_000) : between(random, 1, 40);
  request.trace.add(request.entry, {
    ...{ service: 'orders', name: 'compute', kind: 'internal' },
    fromMs: request.atMs,
    toMs: request.atMs + durationMs,
  });
  request.atMs += durationMs;
}
